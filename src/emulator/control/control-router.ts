/**
 * The control API below `/_emulator`: JSON in, JSON out, our own words for a wrong request, and an index of the routes.
 */
import express, { Router, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import { InvalidInputError } from '../../common/failures.js';
import { defined } from '../../common/schema/defined.js';
import { parseInput } from '../../common/schema/parse-input.js';
import type { GraphIndex } from '../routes/graph-index.js';

/** One thing that can be asked or done below `/_emulator`. The index shows every member but the handler. */
export interface ControlRoute {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path below `/_emulator`, with Express's `:name` for a parameter. */
  path: string;
  /** What the route does: whole sentences, the only description that there is. */
  does: string;
  /** Names of the query's parameters. */
  query?: readonly string[];
  /** Example of a body. */
  body?: unknown;
  /** Its result is answered as JSON; what it throws says what is wrong with the request. */
  handle(request: Request): unknown;
}

/** Answer of a route that has nothing to tell. */
export const success = { success: true };

/** Router of all control routes. Large bodies are for media in base64. */
export function controlRouter(routes: readonly ControlRoute[], graph: GraphIndex): Router {
  const router = Router();
  router.use(requireJson, express.json({ limit: '200mb' }));
  const index = { service: 'temporal-whatsapp emulator', routes: shownRoutes(routes), graph };
  router.get('/', (_request, response) => void response.json(index));
  for (const route of routes) {
    router[methods[route.method]](route.path, answering(route));
  }
  router.use(answerUnknown, answerProblems);
  return router;
}

const methods = { GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const;

export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

/** A handler that gets the body of the request as the schema's output. A missing body is an empty one. */
export function withBody<Schema extends z.ZodType>(
  schema: Schema,
  handle: (body: z.output<Schema>) => unknown,
): ControlRoute['handle'] {
  return (request) => handle(checked(request, schema, request.body ?? {}));
}

/** @throws InvalidInputError that names the route. */
export function checked<Schema extends z.ZodType>(request: Request, schema: Schema, value: unknown): z.output<Schema> {
  return parseInput(schema, value, `${request.method} ${request.baseUrl}${request.path}`);
}

/** A parameter of the query that is there once; undefined otherwise. */
export function queryText({ query }: Request, name: string): string | undefined {
  const value = query[name];
  return typeof value === 'string' ? value : undefined;
}

function shownRoutes(routes: readonly ControlRoute[]): object[] {
  return routes.map(({ method, path, does, query, body }) => ({
    method,
    path: `/_emulator${path.replace(/:(\w+)/g, '{$1}')}`,
    does,
    ...defined({ query, body }),
  }));
}

/**
 * A page of another origin can post forms and plain text without being asked, but no JSON. What `curl -d` sends is a
 * form, too, so that the answer says what is missing.
 */
function requireJson(request: Request, response: Response, next: NextFunction): void {
  const { method, originalUrl, headers } = request;
  const type = headers['content-type'];
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  const isChange = method === 'POST' || method === 'PATCH' || method === 'PUT';
  if ((!isChange && !hasBody) || isJson(type)) return next();
  const given = type === undefined ? 'it has no content type' : `it came as ${type}`;
  response.status(415).json({
    error: `${method} ${originalUrl} needs the header "content-type: application/json"; ${given}.`,
  });
}

function isJson(type: string | undefined): boolean {
  return type !== undefined && /^application\/json\s*(;|$)/i.test(type.trim());
}

function answering({ handle }: ControlRoute): RequestHandler {
  return async (request, response) => {
    response.json(await handle(request));
  };
}

function answerUnknown(request: Request): never {
  throw new NotFoundError(`no control route ${request.method} ${request.originalUrl}; GET /_emulator lists them`);
}

/** Express recognizes an error handler by its four parameters. */
function answerProblems(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  const { message } = error as Error;
  if (error instanceof InvalidInputError) response.status(400).json({ error: message, problems: error.problems });
  else response.status(problemStatus(error)).json({ error: message });
}

/** A body that cannot be read has a status of its own. */
function problemStatus(error: unknown): number {
  if (error instanceof NotFoundError) return 404;
  const { status } = error as { status?: unknown };
  return typeof status === 'number' ? status : 409;
}
