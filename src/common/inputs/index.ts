export * from './send.js';
export * from './media.js';
export * from './phone-number.js';
export * from './graph-request.js';
export type { SecretReference } from './shared.js';
export { credentialSchema, mediaUriSchema, secretReferenceSchema } from './shared.js';
export * from './durations.js';
export * from './workflows.js';
