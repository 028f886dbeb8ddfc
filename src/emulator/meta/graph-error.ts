import { defined } from '../../common/schema/defined.js';
import { errorDefaults, fallbackError } from './error-defaults.js';
import { createTraceId } from './identifiers.js';

export interface GraphErrorFields {
  /** HTTP status. @default what Meta answers with this code */
  status?: number;
  code: number;
  subcode?: number;
  /** @default `OAuthException` */
  type?: string;
  /** The whole `error.message`. @default `(#code) title` */
  message?: string;
  /** `error_data.details`: what is wrong, in words. */
  details?: string;
  userTitle?: string;
  userMessage?: string;
  isTransient?: boolean;
  /** Headers of the answer. */
  headers?: Record<string, string>;
}

/** `{ "error": … }` as the Graph API answers it. */
export interface GraphErrorBody {
  error: {
    message: string;
    type: string;
    code: number;
    error_subcode?: number;
    is_transient?: boolean;
    error_user_title?: string;
    error_user_msg?: string;
    error_data?: { messaging_product: 'whatsapp'; details: string };
    fbtrace_id: string;
  };
}

/** A refusal. Route handlers throw it, the pipeline turns it into an answer. */
export class GraphError extends Error {
  override readonly name = 'GraphError';

  readonly fields: GraphErrorFields;

  constructor(fields: GraphErrorFields) {
    super(fields.message ?? `(#${fields.code}) ${(errorDefaults[fields.code] ?? fallbackError).title}`);
    this.fields = fields;
  }

  get status(): number {
    return this.fields.status ?? (errorDefaults[this.fields.code] ?? fallbackError).status;
  }

  toBody(): GraphErrorBody {
    const { code, subcode, type = 'OAuthException', details, userTitle, userMessage, isTransient } = this.fields;
    return {
      error: {
        message: this.message,
        type,
        code,
        ...defined({
          error_subcode: subcode,
          is_transient: isTransient,
          error_user_title: userTitle,
          error_user_msg: userMessage,
          error_data: details === undefined ? undefined : { messaging_product: 'whatsapp' as const, details },
        }),
        fbtrace_id: createTraceId(),
      },
    };
  }
}

/** The object is not there, or not of the kind that has this edge; Graph does not tell the two apart. */
export function unknownObject(method: string, id: string): GraphError {
  return new GraphError({
    status: 400,
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message:
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing ` +
      'permissions, or does not support this operation. Please read the Graph API documentation at ' +
      'https://developers.facebook.com/docs/graph-api',
  });
}

/** What Meta has and the emulator has not; the header is for programs, the text for people. */
export function notImplemented(operation: string): GraphError {
  return new GraphError({
    status: 501,
    code: 100,
    type: 'EmulatorNotImplemented',
    message: `(#100) The emulator does not implement ${operation}, which Meta's Graph API has. GET /_emulator lists what it does.`,
    headers: { 'x-emulator-not-implemented': operation },
  });
}

export function nonexistingField(field: string, nodeType: string): GraphError {
  return new GraphError({
    code: 100,
    message: `(#100) Tried accessing nonexisting field (${field}) on node type (${nodeType})`,
  });
}

export function missingParameter(name: string): GraphError {
  return new GraphError({ code: 100, message: `(#100) The parameter ${name} is required.` });
}

export function invalidParameter(details: string): GraphError {
  return new GraphError({ code: 100, details });
}
