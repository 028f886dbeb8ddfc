import type { GraphTimeouts } from '../graph/request.js';

/**
 * A file may take as long as the attempt may, as long as something moves. Longer than the pauses of a media host, shorter than
 * a minute of silence that nobody notices because heartbeats go on.
 */
export const streamTimeouts = { request: Infinity, socket: 60_000 } as const satisfies GraphTimeouts;
