/** Input of `graphRequest`, the raw request. */
import { z } from 'zod';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';
import { isMetaToken } from '../secrets/texts.js';
import { requestProblems } from './graph-request-problems.js';
import { credentialSchema, mediaUriSchema } from './shared.js';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A method of the Graph API. */
export type GraphMethod = (typeof methods)[number];

/** A value of a query or of a form. */
export type GraphScalar = string | number | boolean;

/** Input of the activity `graphRequest`: any request to the Graph API. */
export interface GraphRequestInput {
  /**
   * The name of a credential that the worker's `CredentialProvider` knows. Never a token.
   *
   * @default the provider's default
   */
  credential?: string | undefined;
  /**
   * The path below the base URL and the version, at most 2,048 characters. A leading version (`v25.0/…`) replaces the
   * worker's.
   */
  path: string;
  /** The HTTP method. @default 'GET' */
  method?: GraphMethod | undefined;
  /** JSON body, without tokens. Not together with `formData` or `fileData`. @default no body */
  data?: unknown;
  /** Fields of a multipart form. @default none */
  formData?: Record<string, GraphScalar> | undefined;
  /** Files of a multipart form: field name to media URI. @default none */
  fileData?: Record<string, string> | undefined;
  /** File names for `fileData`, by the same field names. @default the last part of each URI's path */
  fileNames?: Record<string, string> | undefined;
  /**
   * A body of bytes as they are: a media URI. Not together with `data`, `formData` or `fileData`. Its type is found as
   * that of an upload, unless a header `content-type` names it.
   *
   * @default no body
   */
  binaryData?: string | undefined;
  /** Query parameters. A list is sent as several parameters of one name. @default none */
  query?: Record<string, GraphScalar | GraphScalar[]> | undefined;
  /**
   * Headers beside those that the worker sets and those of one connection. Latin-1, without line breaks.
   *
   * @default none
   */
  headers?: Record<string, string> | undefined;
  /** How the body of the answer is read. `binary` goes to the media store, and its URI is returned. @default 'json' */
  responseType?: 'json' | 'text' | 'binary' | undefined;
  /** How long one attempt may take: 1 to 600,000 ms. @default the worker's request timeout, 30,000 ms */
  timeoutMs?: number | undefined;
  /** Logs the request at info level, without credentials. @default false */
  debug?: boolean | undefined;
  /**
   * Makes every error answer retryable. The retry policy decides how often. A lost answer is none: whether it is
   * repeated is what `idempotent` says. @default false: network errors, throttling and 5xx answers only
   */
  retryOnAllErrors?: boolean | undefined;
  /**
   * Whether the same request may be made again when its answer was lost. `true` is refused for a message.
   *
   * @default true for GET, PUT, DELETE and a read receipt; a batch is what the requests in it are
   */
  idempotent?: boolean | undefined;
}

const scalar = lazy(() => z.union([z.string(), z.number(), z.boolean()]));

/** A path without a scheme, a host, `//` or `..`, any of which could send the token elsewhere. */
const pathSchema = lazy(() =>
  z
    .string()
    .max(2048)
    .regex(
      /^\/?(?!\/)[^\s?#\\]+$/,
      'must be a path only, such as "/106540352242922/messages"; parameters go into "query"',
    )
    .refine((path) => !/^\/?[a-z][a-z0-9+.-]*:\/\//i.test(path) && !path.includes('//'), {
      message: "must be a path only, not a URL: the base URL is the worker's own",
    })
    .refine((path) => !path.split('/').some(isMetaToken), { message: 'must not have an access token' })
    .refine((path) => !path.split('/').some((part) => /^(\.|%2e){1,2}$/i.test(part)), {
      message: 'must not have "." or ".." parts',
    }),
);

/** What can stand in a header: no line break, which would begin another one, and no character beyond Latin-1. */
const headerValueSchema = lazy(() =>
  z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'must have Latin-1 characters only, and no line breaks'),
);

export const graphRequestInputSchema = schemaFor<GraphRequestInput>()(
  lazy(() =>
    z
      .strictObject({
        credential: credentialSchema.optional(),
        path: pathSchema,
        method: z.enum(methods).optional(),
        // Not the type of zod's JSON: an interface of a caller would not fit its index signature.
        data: (z.json() as z.ZodType<unknown>).optional(),
        formData: z.record(z.string(), scalar).optional(),
        fileData: z.record(z.string(), mediaUriSchema).optional(),
        fileNames: z.record(z.string(), z.string().min(1).max(240)).optional(),
        binaryData: mediaUriSchema.optional(),
        query: z.record(z.string(), z.union([scalar, z.array(scalar)])).optional(),
        headers: z.record(z.string().regex(/^[\w-]+$/, 'must be a header name'), headerValueSchema).optional(),
        responseType: z.enum(['json', 'text', 'binary']).optional(),
        timeoutMs: z.number().int().min(1).max(600_000).optional(),
        debug: z.boolean().optional(),
        retryOnAllErrors: z.boolean().optional(),
        idempotent: z.boolean().optional(),
      })
      .superRefine((input, context) => {
        for (const { message, path } of requestProblems(input)) context.addIssue({ code: 'custom', message, path });
      }),
  ),
);
