export { FileMediaStore } from './file-store.js';
export { HttpsMediaSource } from './https-source.js';
export type { HttpsMediaOptions } from './https-source.js';
export { createMediaStore } from './scheme-store.js';
export type { MediaStoreOptions } from './scheme-store.js';
export { MediaError } from './store.js';
export type { MediaProblem, MediaSink, MediaSource, MediaStore, NewMedia } from './store.js';
