/** The receiver as a router of an Express 5 app. */
import express, { type Router } from 'express';
import type { WebhookAdapterOptions } from '../options.js';
import { createWebhookListener } from './node.js';

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
export function createWebhookRouter(options: WebhookAdapterOptions): Router {
  return express.Router().all('/', createWebhookListener(options));
}
