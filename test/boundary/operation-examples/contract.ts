/** Meta's OpenAPI file, as far as a test of operations reads it. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

interface Parameter {
  in: string;
  name: string;
  required?: boolean;
}

interface Operation {
  parameters?: unknown[];
  requestBody?: unknown;
  responses: Record<string, unknown>;
}

interface OpenApi {
  components: object;
  paths: Record<string, Record<string, Operation>>;
}

const contractPath = fileURLToPath(
  new URL('../../../../shared/contract/business-messaging-api_v23.0.yaml', import.meta.url),
);
export const isContractThere = existsSync(contractPath);
if (!isContractThere) console.warn(`SKIPPED: ${contractPath} is not there`);
const contract = isContractThere
  ? (parse(readFileSync(contractPath, 'utf8'), { maxAliasCount: -1 }) as OpenApi)
  : { components: {}, paths: {} };

/** Names of the file's placeholders, where the emulator has others. */
const placeholders: Readonly<Record<string, string>> = {
  'Application-ID': 'app-id',
  'WhatsApp-Business-Account-ID': 'waba-id',
  'WhatsApp-Business-Profile-ID': 'profile-id',
  'WhatsApp-Account-Number-ID': 'account-number-id',
  'WABA-Bot-ID': 'bot-id',
  'Pre-Verified-Phone-Number-ID': 'preverified-number-id',
  TEMPLATE_ID: 'template-id',
  group_id: 'group-id',
};

function operationName(method: string, path: string): string {
  if (path.includes('{Media-URL}')) return 'GET /whatsapp_business/attachments';
  const plain = path.replace('/{Version}', '');
  const named = plain.replace(
    /\{([^}]+)\}/g,
    (_whole, name: string) => `{${placeholders[name] ?? name.toLowerCase()}}`,
  );
  return `${method.toUpperCase()} ${named}`;
}

/** What the file says of each operation. What it says of our own webhook receiver is left out. */
const operations = new Map<string, Operation>(
  Object.entries(contract.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => ['get', 'post', 'delete'].includes(method) && path.startsWith('/{Version}'))
      .map(([method, operation]) => [operationName(method, path), operation] as const),
  ),
);

/** Names of all operations, such as `POST /{phone-number-id}/messages`. */
export const contractOperations: readonly string[] = [...operations.keys()];

function followed<Value>(value: unknown): Value {
  const { $ref } = (value ?? {}) as { $ref?: string };
  if ($ref === undefined) return value as Value;
  const parts = $ref.slice('#/'.length).split('/');
  return followed(
    parts.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key.replaceAll('~1', '/')], contract),
  );
}

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });

function jsonSchema(part: unknown): object | undefined {
  const { content } = followed<{ content?: Record<string, { schema?: object }> } | undefined>(part) ?? {};
  return content?.['application/json']?.schema;
}

/** What is wrong with an answer with HTTP 200; nothing where the file does not say how it looks. */
export function findProblems(operation: string, body: unknown): unknown {
  const schema = jsonSchema(operations.get(operation)?.responses['200']);
  if (schema === undefined) return [];
  // Alternatives of the file overlap where none of their members is required.
  const { oneOf, ...rest } = followed<{ oneOf?: object[] }>(schema);
  const validate = ajv.compile({ ...rest, ...(oneOf && { anyOf: oneOf }), components: contract.components });
  return validate(body) ? [] : validate.errors;
}

/** Members of the body, and parameters of the query, without which a request is not valid. */
export function requiredParameters(operation: string): string[] {
  const { parameters = [], requestBody } = operations.get(operation) ?? {};
  const query = parameters
    .map((parameter) => followed<Parameter>(parameter))
    .filter((parameter) => parameter.in === 'query' && parameter.required === true);
  const { required = [] } = followed<{ required?: string[] } | undefined>(jsonSchema(requestBody)) ?? {};
  return [...query.map(({ name }) => name), ...required];
}
