/** What the control routes share: JSON in, JSON out, and our own words for a wrong request. */
import express, { Router, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { InvalidInputError } from '../../common/failures.js';

type ControlHandler = (request: Request) => unknown;

/** A handler whose result is answered as JSON; what it throws says what is wrong with the request. */
export function control(handler: ControlHandler): RequestHandler {
  return async (request, response) => {
    response.json(await handler(request));
  };
}

/** All control routes below `/_emulator`. Large bodies are for media in base64. */
export function controlRouter(...routers: Router[]): Router {
  const router = Router();
  router.use(express.json({ limit: '200mb' }), ...routers, answerUnknown, answerProblems);
  return router;
}

export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

function answerUnknown(request: Request): never {
  throw new NotFoundError(`no control route ${request.method} ${request.originalUrl}`);
}

/** Express knows it by its four parameters. */
function answerProblems(error: unknown, _request: Request, response: Response, _next: NextFunction): void {
  const { message } = error as Error;
  if (error instanceof InvalidInputError) response.status(400).json({ error: message, problems: error.problems });
  else response.status(error instanceof NotFoundError ? 404 : 409).json({ error: message });
}
