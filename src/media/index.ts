export { FileMediaStore } from './file-store.js';
export { HttpsMediaStore } from './https-store.js';
export type { HttpsMediaStoreOptions } from './https-store.js';
export { createMediaStore } from './scheme-store.js';
export type { MediaStoreOptions } from './scheme-store.js';
export { MediaError } from './store.js';
export type { MediaProblem, MediaSink, MediaSource, MediaStore, NewMedia } from './store.js';
