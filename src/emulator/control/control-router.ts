/**
 * The control API below `/_emulator`: JSON in, JSON out, our own words for a wrong request, and an index of the routes.
 */
import express, { Router, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import { InvalidInputError } from '../../common/failures.js';
import { defined } from '../../common/schema/defined.js';
import { parseInput } from '../../common/schema/parse-input.js';

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
  /**
   * Its result is answered as JSON; what it throws says what is wrong with the request. A handler that writes to the
   * response has answered itself.
   */
  handle(request: Request, response: Response): unknown;
}

/** Answer of a route that has nothing to tell. */
export const success = { success: true };

/** Router of all control routes. Large bodies are for media in base64. */
export function controlRouter(routes: readonly ControlRoute[]): Router {
  const router = Router();
  router.use(express.json({ limit: '200mb' }));
  const index = routeIndex(routes);
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

function routeIndex(routes: readonly ControlRoute[]): object {
  const shown = routes.map(({ method, path, does, query, body }) => ({
    method,
    path: `/_emulator${path.replace(/:(\w+)/g, '{$1}')}`,
    does,
    ...defined({ query, body }),
  }));
  return { service: 'temporal-whatsapp emulator', routes: shown };
}

function answering({ handle }: ControlRoute): RequestHandler {
  return async (request, response) => {
    const result = await handle(request, response);
    if (!response.headersSent) response.json(result);
  };
}

function answerUnknown(request: Request): never {
  throw new NotFoundError(`no control route ${request.method} ${request.originalUrl}; GET /_emulator lists them`);
}

/** Express recognizes an error handler by its four parameters. */
function answerProblems(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  const { message } = error as Error;
  if (error instanceof InvalidInputError) response.status(400).json({ error: message, problems: error.problems });
  else response.status(error instanceof NotFoundError ? 404 : 409).json({ error: message });
}
