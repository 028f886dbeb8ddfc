export { GraphClient, defaultGraphBaseUrl, defaultGraphVersion, defaultRequestTimeoutMs } from './client.js';
export type { GraphClientOptions } from './client.js';
export type { GraphFormFile, GraphRequest, GraphResponse, GraphTimeouts } from './request.js';
export { GraphApiError, GraphTransportError } from './errors.js';
export type { GraphApiErrorFields, TransportPhase } from './errors.js';
export { UntrustedHostError } from './hosts.js';
export { classify } from './classify.js';
export type { Classification, RequestNature } from './classify.js';
export {
  CredentialNotFoundError,
  defaultCredential,
  InvalidCredentialError,
  SecretNotFoundError,
} from './credentials.js';
export type { CredentialOptions, CredentialProvider, GraphCredential, SecretProvider } from './credentials.js';
export { EnvironmentCredentialProvider } from './environment-credentials.js';
export { JsonFileCredentialProvider } from './json-file-credentials.js';
export { chainCredentials, chainSecrets, credentialsFrom, secretsFrom } from './credential-functions.js';
