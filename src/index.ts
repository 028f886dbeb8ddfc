/**
 * The worker's side: the activities and the plugin that registers them, credentials, media stores and the Graph client.
 * Workflow code imports `temporal-whatsapp/workflow` instead; this entry reaches Node modules.
 *
 * @module
 */
export { createWhatsAppActivities, type ActivityLog, type WhatsAppActivityDependencies } from './activities/index.js';
export { WhatsAppPlugin, type WhatsAppPluginOptions } from './plugin.js';
export { fromEnvironment, type WorkerEnvironment } from './from-environment.js';
export { ConfigError, type ConfigProblem, type Environment } from './environment/config-error.js';
export { createWhatsAppWorker, type WhatsAppWorkerOptions } from './worker.js';

// Access tokens and secrets.
export {
  chainCredentials,
  chainSecrets,
  credentialsFrom,
  secretsFrom,
  type FindCredential,
  type FindSecret,
} from './graph/credential-functions.js';
export {
  InvalidCredentialError,
  type CredentialOptions,
  type CredentialProvider,
  type GraphCredential,
  type SecretProvider,
} from './graph/credentials.js';
export { EnvironmentCredentialProvider } from './graph/environment-credentials.js';
export { JsonFileCredentialProvider } from './graph/json-file-credentials.js';

// Files.
export { FileMediaStore } from './media/file-store.js';
export { HttpsMediaStore, type HttpsMediaStoreOptions } from './media/https-store.js';
export { S3MediaStore, type S3MediaStoreOptions } from './media/s3/s3-store.js';
export type { S3ClientOptions, S3Credentials } from './media/s3/s3-options.js';
export { createMediaStore, type MediaStoreOptions } from './media/scheme-store.js';
export type {
  UploadedMediaAnswer,
  UploadedMediaClaim,
  UploadedMediaEntry,
  UploadedMediaStore,
} from './media/uploaded-media-store.js';
export {
  MediaError,
  type MediaProblem,
  type MediaSink,
  type MediaSource,
  type MediaStore,
  type NewMedia,
} from './media/store.js';

// What users say about messages, outside of Temporal.
export {
  ConsentStoreError,
  type ConsentSnapshot,
  type ConsentStore,
  type OptedOutOptions,
  type UserConsent,
} from './consent/consent-store.js';
export { FileConsentStore } from './consent/file-consent-store.js';
export {
  PostgresConsentStore,
  type PostgresConsentStoreOptions,
  type PostgresPool,
  type PostgresResult,
} from './consent/postgres-consent-store.js';
export { allowsMessage, type MessageCategory, type StoppedMessages } from './common/sending/message-category.js';

// The Graph API, for activities of your own.
export { classify, type Classification, type FailedRequest } from './graph/classify.js';
export type { ProxySetting } from './graph/proxy.js';
export { GraphClient, type GraphClientOptions } from './graph/client.js';
export {
  GraphApiError,
  GraphTransportError,
  type GraphApiErrorFields,
  type GraphError,
  type TransportPhase,
} from './graph/errors.js';
export { UntrustedHostError } from './graph/hosts.js';
export type {
  GraphForm,
  GraphFormFile,
  GraphRequest,
  GraphResponse,
  GraphTimeouts,
  GraphValue,
} from './graph/request.js';
export { defaultGraphVersion } from './common/graph-version.js';

export {
  WhatsAppFailureType,
  isWhatsAppFailure,
  whatsAppFailure,
  type InputProblem,
  type WhatsAppFailureDetails,
} from './common/failures.js';
export type * from './common/activity-contract.js';
export type * from './common/inputs/index.js';
