/** Finding and running Temporal's programs for development and tests. */
export { BinaryNotFoundError, findTemporalBinary, findTestServerBinary } from './find-binary.js';
export type { FindBinaryOptions, FoundBinary } from './find-binary.js';
export { freePort } from './free-port.js';
export { startTemporalServer } from './server.js';
export type { TemporalServer, TemporalServerOptions } from './server.js';
export { requireServerVersion, ServerTooOldError } from './server-version.js';
