/** What the control routes share: JSON in, JSON out, our own words for a wrong request, and an index of them all. */
import express, { Router, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { InvalidInputError } from '../../common/failures.js';

/** One thing that can be asked or done below `/_emulator`. */
export interface ControlRoute {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/_emulator`, with Express's `:name` for a parameter. */
  path: string;
  /** What it does, in one sentence, for the index. */
  does: string;
  /** Parameters of the query, for the index. */
  query?: readonly string[];
  /** A body that it takes, for the index. */
  body?: unknown;
  /** Its result is answered as JSON; what it throws says what is wrong with the request. */
  handle(request: Request): unknown;
}

/** All control routes below `/_emulator`. Large bodies are for media in base64. */
export function controlRouter(routes: readonly ControlRoute[]): Router {
  const router = Router();
  router.use(express.json({ limit: '200mb' }));
  const index = indexOf(routes);
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

/** A parameter of the query that is there once; undefined otherwise. */
export function queryText({ query }: Request, name: string): string | undefined {
  const value = query[name];
  return typeof value === 'string' ? value : undefined;
}

function indexOf(routes: readonly ControlRoute[]): object {
  const shown = routes.map(({ method, path, does, query, body }) => ({
    method,
    path: `/_emulator${path.replace(/:(\w+)/g, '{$1}')}`,
    does,
    ...(query && { query }),
    ...(body !== undefined && { body }),
  }));
  return { service: 'temporal-whatsapp emulator', routes: shown };
}

function answering({ handle }: ControlRoute): RequestHandler {
  return async (request, response) => {
    response.json(await handle(request));
  };
}

function answerUnknown(request: Request): never {
  throw new NotFoundError(`no control route ${request.method} ${request.originalUrl}; GET /_emulator lists them`);
}

/** Express knows it by its four parameters. */
function answerProblems(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  const { message } = error as Error;
  if (error instanceof InvalidInputError) response.status(400).json({ error: message, problems: error.problems });
  else response.status(error instanceof NotFoundError ? 404 : 409).json({ error: message });
}
