/** Finding and running Temporal's programs for development and tests. */
export { BinaryNotFoundError, findTemporalBinary, findTestServerBinary } from './find-binary.js';
export { freePort } from './free-port.js';
export { startTemporalServer } from './server.js';
export type { TemporalServer } from './server.js';
export { requireServerVersion, ServerTooOldError } from './server-version.js';
