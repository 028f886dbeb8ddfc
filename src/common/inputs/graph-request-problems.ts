/** What is wrong with a raw request although each of its members is well-formed. */
import { isGrant } from '../secrets/names.js';
import { isMetaToken } from '../secrets/texts.js';
import { requestEffect } from '../sending/request-effect.js';

/** What is wrong, and where. */
export interface RequestProblem {
  message: string;
  path: string[];
}

/** The members of a raw request that are looked at. */
interface Parts {
  path: string;
  method?: string | undefined;
  data?: unknown;
  formData?: object | undefined;
  fileData?: object | undefined;
  fileNames?: object | undefined;
  binaryData?: string | undefined;
  query?: object | undefined;
  headers?: object | undefined;
  idempotent?: boolean | undefined;
}

/** Everything that members of a request say against each other, or that does not belong into an input. */
export function requestProblems(input: Parts): RequestProblem[] {
  return [
    ...bodyProblems(input),
    ...say(onceOnly, input.idempotent === true && requestEffect(input) === 'message' ? [['idempotent']] : []),
    ...say(
      'must name a key of "fileData"',
      namesIn('fileNames', input.fileNames, (name) => !hasFile(input, name)),
    ),
    ...say('must not be set here: the worker sets it', namesIn('headers', input.headers, isWorkersHeader)),
    ...say(noGrants, grantPaths(input)),
  ];
}

const onceOnly = 'must not be true here: each message that is accepted is one more; a lost answer is never repeated';

const noGrants =
  'must not be set here: it would stay in the history, and the worker resolves credentials; ' +
  'for another token write an activity of your own with GraphClient';

/** Headers that the client sets, and those that are about one connection, which is not the caller's. */
const workersHeader =
  /^(authorization|cookie|host|content-length|connection|keep-alive|te|trailer|upgrade|transfer-encoding|http2-settings|proxy-.*)$/i;

function isWorkersHeader(name: string): boolean {
  return workersHeader.test(name);
}

function hasFile({ fileData }: Parts, name: string): boolean {
  return fileData !== undefined && Object.hasOwn(fileData, name);
}

/** The paths of what may not be in a history: parameters that grant something, and tokens wherever they are. */
function grantPaths({ query, formData, headers, data }: Parts): string[][] {
  const parameters = Object.entries({ query, formData, data }).flatMap(([field, value]) =>
    namesIn(field, value, isGrant),
  );
  const deep = membersIn({ query, formData, headers, data }).filter(
    ({ path, value }) => alwaysGrant.test(path.at(-1) ?? '') || (typeof value === 'string' && isMetaToken(value)),
  );
  const paths = [...parameters, ...deep.map(({ path }) => path)];
  return [...new Map(paths.map((path) => [path.join('\n'), path])).values()];
}

/** Names that mean nothing else even deep inside a body, where other names are their author's own. */
const alwaysGrant = /^(access_token|appsecret_proof|client_secret)$/i;

function bodyProblems({ method = 'GET', data, formData, fileData, binaryData }: Parts): RequestProblem[] {
  const form = formData !== undefined || fileData !== undefined;
  const found: RequestProblem[] = [];
  if (data !== undefined && form) {
    found.push({ message: 'must not be set together with "formData" or "fileData"', path: ['data'] });
  }
  if (binaryData !== undefined && (data !== undefined || form)) {
    found.push({ message: 'must not be set together with another body', path: ['binaryData'] });
  }
  if (method === 'GET' && (data !== undefined || form || binaryData !== undefined)) {
    found.push({ message: 'must be POST, PUT, PATCH or DELETE when there is a body', path: ['method'] });
  }
  return found;
}

function say(message: string, paths: string[][]): RequestProblem[] {
  return paths.map((path) => ({ message, path }));
}

function namesIn(field: string, value: unknown, matches: (name: string) => boolean): string[][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.keys(value)
    .filter(matches)
    .map((name) => [field, name]);
}

/** Every member below a value, at any depth, with its path. */
function membersIn(value: unknown, path: string[] = []): { path: string[]; value: unknown }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const at = [...path, name];
    return item === undefined ? [] : [{ path: at, value: item }, ...membersIn(item, at)];
  });
}
