/**
 * The worker's side: the activities and the plugin that registers them, credentials, media stores and the Graph client.
 * Workflow code imports `temporal-whatsapp/workflow` instead; this entry reaches Node modules.
 *
 * @module
 */
export { createWhatsAppActivities, type ActivityLog, type WhatsAppActivityDependencies } from './activities/index.js';
export { WhatsAppPlugin, type WhatsAppPluginOptions } from './plugin.js';
export { createWhatsAppWorker, type WhatsAppWorkerOptions } from './worker.js';
export {
  EnvironmentCredentialProvider,
  GraphApiError,
  GraphClient,
  GraphTransportError,
  InvalidCredentialError,
  JsonFileCredentialProvider,
  chainCredentials,
  chainSecrets,
  classify,
  credentialsFrom,
  defaultGraphVersion,
  secretsFrom,
  type Classification,
  type CredentialOptions,
  type CredentialProvider,
  type FailedRequest,
  type GraphApiErrorFields,
  type GraphClientOptions,
  type GraphCredential,
  type GraphFormFile,
  type GraphRequest,
  type GraphResponse,
  type GraphTimeouts,
  type SecretProvider,
  type TransportPhase,
} from './graph/index.js';
export {
  FileMediaStore,
  HttpsMediaStore,
  MediaError,
  createMediaStore,
  type HttpsMediaStoreOptions,
  type MediaProblem,
  type MediaSink,
  type MediaSource,
  type MediaStore,
  type MediaStoreOptions,
  type NewMedia,
} from './media/index.js';
export {
  InvalidInputError,
  WhatsAppFailureType,
  isWhatsAppFailure,
  whatsAppFailure,
  type InputProblem,
  type WhatsAppFailureDetails,
} from './common/failures.js';
export type * from './common/activity-contract.js';
export type * from './common/inputs/index.js';
