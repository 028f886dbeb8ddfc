/** The phone page: its document, its modules, the files that messages carry, and the way to Temporal UI. */
import { fileURLToPath } from 'node:url';
import express, { Router, type NextFunction, type Request, type Response } from 'express';
import { fileHeaders } from '../http/file-headers.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { phoneDocument } from './phone-document.js';

/** Nothing comes from elsewhere, nothing runs that is not a file of ours, and no other page frames this one. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A file that somebody sent must not act as a page of ours. */
const filePolicy = "default-src 'none'; sandbox";

/** The compiled page, also when this module runs from its sources. */
const built = fileURLToPath(new URL('../../../lib/emulator/phone', import.meta.url));

export function phoneRouter(state: EmulatorState): Router {
  const router = Router();
  router.use(protect);
  router.get('/', (_request, response) => void response.type('html').send(phoneDocument));
  router.use('/lit', modules(litFolder()));
  router.use('/page', modules(`${built}/page`));
  router.use('/model', modules(`${built}/model`));
  router.get('/media/:id', (request, response) => sendMedia(state, request, response));
  router.get('/workflows/:id', (request, response) => openWorkflow(state, request, response));
  router.use((request, response) => void response.status(404).type('text').send(`no ${request.originalUrl} here\n`));
  router.use(answerProblem);
  return router;
}

function protect(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-cache',
  });
  next();
}

/** The page answers its own mistakes: what comes after it are the Graph routes, which would record the request. */
function answerProblem(
  error: Error & { status?: number },
  _request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (response.headersSent) return next(error);
  response
    .status(error.status ?? 500)
    .type('text')
    .send(`${error.message}\n`);
}

function modules(folder: string): express.Handler {
  return express.static(folder, { index: false, redirect: false, cacheControl: false });
}

/** What Node would load stands in a folder below the one that browsers load. */
function litFolder(): string {
  const resolved = new URL('.', import.meta.resolve('lit-html'));
  return fileURLToPath(resolved.pathname.endsWith('/node/') ? new URL('..', resolved) : resolved);
}

function sendMedia(state: EmulatorState, request: Request, response: Response): void {
  const media = state.media.find(String(request.params['id']));
  if (!media) return void response.status(404).type('text').send('no such file, or it has expired\n');
  const isShown = /^(?:image|audio|video)\//.test(media.mimeType);
  response.set({ 'content-security-policy': filePolicy, ...fileHeaders(media, isShown ? 'inline' : 'attachment') });
  response.sendFile(media.file.path, { cacheControl: false, dotfiles: 'allow' }, (error) => {
    if (error && !response.headersSent) response.status(404).type('text').send('the file is gone\n');
  });
}

function openWorkflow(state: EmulatorState, request: Request, response: Response): void {
  const link = state.temporalSide?.linkTo(String(request.params['id']));
  if (link !== undefined) return response.redirect(link);
  response.status(404).type('text').send('this emulator knows no Temporal UI\n');
}
