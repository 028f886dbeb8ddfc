/** The receiver as a router of an Express 5 app. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type Request, type Response } from 'express';
import type { WebhookAdapterOptions } from '../options.js';
import { createWebhookListener } from './node.js';

/** A router of Express that can be closed. Its type names none of Express, so that others need no types of it. */
export interface WebhookRouter {
  /** Answers a request to its own path, and hands on every other. */
  (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void;
  /**
   * Turns away what still comes with 503, and resolves when all that was accepted has been answered, and every call of
   * Temporal's client has settled. Its connection can be closed then.
   */
  close(): Promise<void>;
}

/**
 * Makes a router to be mounted where Meta posts: `app.use('/webhook', createWebhookRouter(options))`. Other paths below
 * it are left to the app.
 *
 * The router reads the body itself. An app with `express.json()` in front of it has to leave the bytes. Mount the
 * router before the parser, or keep them as `rawBody` with the parser's `verify` option. A Buffer from
 * `express.raw()` is taken as it is.
 *
 * @throws InvalidInputError that lists every problem of the options.
 */
export function createWebhookRouter(options: WebhookAdapterOptions): WebhookRouter {
  const listener = createWebhookListener(options);
  const router = express.Router().all('/', listener);
  // Whatever mounts it is Express, and hands on its own request and response.
  const mounted = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void): void => {
    router(request as Request, response as Response, next);
  };
  return Object.assign(mounted, { close: () => listener.close() });
}
