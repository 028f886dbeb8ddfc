/**
 * What is wrong with single values beside the types of the library's own variables. Temporal and a proxy would say it
 * at the first connection only, without the name of a variable.
 */
import { readFileSync } from 'node:fs';
import { isRecord } from '../common/events/json.js';
import type { ConfigProblem } from './config-error.js';
import { configVariables, isToken, mayBeSecret, tokenAdvice } from './variables.js';

type Given = Readonly<Record<string, string>>;

/** Every problem with a value, in no order that counts. */
export function malformedValues(given: Given): ConfigProblem[] {
  return [
    ...Object.entries(given).flatMap(([variable, value]) => {
      const message = valueProblem(variable, value);
      return message === undefined ? [] : [{ variable, message }];
    }),
    ...unreadableCertificates(given),
  ];
}

/** What is wrong with the credentials file, which the first message of the day would find otherwise. */
export function credentialsFileProblem(file: string): string | undefined {
  // Whoever gives the content in the place of the name must not find it in a log.
  const shown = /^\s*[{[]/.test(file) ? 'the value' : file;
  try {
    if (isRecord(JSON.parse(readFileSync(file, 'utf8')))) return undefined;
    return `must name a JSON file with an object that has "credentials", but ${shown} holds none`;
  } catch (error) {
    // The parser's message would quote the file.
    if (error instanceof SyntaxError) return `must name a JSON file, but ${shown} is not JSON`;
    return `must name a readable file, but ${shown} is not (${errorCode(error)})`;
  }
}

function valueProblem(variable: string, value: string): string | undefined {
  if (isRead(variable) && /^(["'`])[^]*\1$/.test(value)) {
    return 'must have no quotes around it: they count as a part of the value';
  }
  if (/^WHATSAPP_ACCESS_TOKEN_/.test(variable) || variable === 'TEMPORAL_API_KEY') {
    return isToken(value) ? undefined : tokenAdvice;
  }
  return connectionProblems[variable]?.(value);
}

const connectionProblems: Readonly<Record<string, (value: string) => string | undefined>> = {
  TEMPORAL_ADDRESS: addressProblem,
  TEMPORAL_TLS: switchProblem,
  ...Object.fromEntries(
    ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].flatMap((name) => [
      [name, proxyProblem],
      [name.toLowerCase(), proxyProblem],
    ]),
  ),
};

function isRead(variable: string): boolean {
  return configVariables.some((name) => {
    const [family] = name.split('<NAME>');
    return name === variable || (family !== name && family !== undefined && variable.startsWith(family));
  });
}

/** The address as Temporal's clients take it: no scheme, no path. */
function addressProblem(value: string): string | undefined {
  const [, port] = /^(?:\[[\da-f:.]+\]|[\da-f]*:[\da-f]*:[\da-f:.]*|[\w.-]+)(?::(\d+))?$/i.exec(value) ?? ['', '-1'];
  const isPort = port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
  if (isPort) return undefined;
  return `must be a host and a port without a scheme, such as localhost:7233, but is ${JSON.stringify(value)}`;
}

/** Temporal takes every other word for "no", and would connect without TLS. */
function switchProblem(value: string): string | undefined {
  if (['true', 'false', '1', '0'].includes(value)) return undefined;
  return `must be true or false, but is ${JSON.stringify(value)}`;
}

/** Its value may hold a password, so no message shows it. */
function proxyProblem(value: string): string | undefined {
  if (URL.canParse(value.includes('://') ? value : `http://${value}`)) return undefined;
  return 'must be the URL of a proxy, such as http://proxy.example:3128';
}

function unreadableCertificates(given: Given): ConfigProblem[] {
  const names = ['TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_TLS_CLIENT_KEY_PATH', 'TEMPORAL_TLS_SERVER_CA_CERT_PATH'];
  return names.flatMap((variable) => {
    const path = given[variable];
    const code = path === undefined ? undefined : readProblem(path);
    if (path === undefined || code === undefined) return [];
    const shown = mayBeSecret.test(variable) || path.includes('-----BEGIN') ? 'it' : path;
    return [{ variable, message: `must name a readable file, but ${shown} is not (${code})` }];
  });
}

function readProblem(path: string): string | undefined {
  try {
    readFileSync(path);
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
}

function errorCode(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unreadable';
}
