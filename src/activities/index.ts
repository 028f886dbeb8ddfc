import { log as contextLog } from '@temporalio/activity';
import type { WhatsAppActivities } from '../common/activity-contract.js';
import type { ConsentStore } from '../consent/consent-store.js';
import { GraphClient, type GraphClientOptions } from '../graph/client.js';
import type { CredentialProvider, SecretProvider } from '../graph/credentials.js';
import { MediaError, type MediaStore } from '../media/store.js';
import type { UploadedMediaStore } from '../media/uploaded-media-store.js';
import { businessProfileActivities } from './business-profile.js';
import { consentActivities } from './consent.js';
import { contentActivities } from './contents.js';
import { conversationKeyActivities } from './conversation-keys.js';
import { GraphCaller } from './graph-caller.js';
import { graphRequestActivities, type ActivityLog } from './graph-request.js';
import { fileUploadActivities } from './media/file-upload.js';
import { mediaDownloadActivities } from './media/media-download.js';
import { mediaObjectActivities } from './media/media-objects.js';
import { mediaUploadActivities } from './media/media-upload.js';
import { messageActivities } from './messages.js';
import { phoneNumberActivities } from './phone-number.js';
import { threadActivities } from './thread.js';

export type { ActivityLog } from './graph-request.js';

/** What the activities need of their worker. */
export interface WhatsAppActivityDependencies {
  /** Access tokens by reference. */
  credentials: CredentialProvider;
  /**
   * PINs by name. Only `registerWhatsAppPhoneNumber` needs them.
   *
   * @default none: that activity fails with `WhatsApp.Configuration`
   */
  secrets?: SecretProvider;
  /**
   * The store of files. Uploads and downloads need it, and raw requests with files or a binary answer. Conversations
   * put messages above 64 KB there that wait for the next run.
   *
   * @default none: those activities fail with `WhatsApp.Configuration`, and conversations carry such messages
   */
  media?: MediaStore;
  /**
   * The store that knows what uploads with `reuse` have brought to Meta: a database of yours, in place of a workflow
   * for each file. It costs no Temporal actions, and stays yours to close.
   *
   * @default an `uploadedMediaWorkflow` for each file
   */
  uploadedMedia?: UploadedMediaStore;
  /**
   * The store of what users say about messages. Conversations with `consent: { store: true }` need it.
   *
   * It stays yours to close.
   *
   * @default none: `storeWhatsAppConsent` fails with `WhatsApp.Configuration`
   */
  consent?: ConsentStore;
  /**
   * A client, which its owner closes, or the options of one.
   *
   * @default Meta's API, version {@link defaultGraphVersion}
   */
  graph?: GraphClient | GraphClientOptions;
  /**
   * The receiver's `idKey`, where it has one: conversations are found by it. At least 16 characters.
   *
   * @default none: ids of users stand in workflow ids as they are
   */
  idKey?: string;
  /** The log of raw requests with `debug`. @default the activity's own logger */
  log?: ActivityLog;
}

/**
 * Makes the activities to register with a worker. What each one does is documented at {@link WhatsAppActivities}.
 *
 * Each works inside a workflow and as a standalone activity. Set the worker's `shutdownGraceTime` above the request
 * timeout: a send that may have left is never canceled.
 */
export function createWhatsAppActivities(dependencies: WhatsAppActivityDependencies): WhatsAppActivities {
  const { credentials, secrets = noSecrets, media = noMedia, graph: given, consent, idKey } = dependencies;
  const { log = contextLog, uploadedMedia } = dependencies;
  const graph = new GraphCaller(given instanceof GraphClient ? given : new GraphClient(given), credentials);
  return {
    ...messageActivities(graph, idKey),
    ...threadActivities(graph),
    ...mediaUploadActivities(graph, media, uploadedMedia),
    ...fileUploadActivities({ graph, media }),
    ...mediaObjectActivities(graph),
    ...mediaDownloadActivities(graph, media),
    ...phoneNumberActivities(graph, secrets),
    ...businessProfileActivities({ graph, media }),
    ...conversationKeyActivities(idKey),
    ...consentActivities(consent),
    ...contentActivities(media),
    ...graphRequestActivities(graph, media, log),
  };
}

const noSecrets: SecretProvider = {
  getSecret: () => undefined,
  howToAddSecret: () =>
    'pass "secrets" to WhatsAppPlugin or createWhatsAppActivities(), such as new EnvironmentCredentialProvider(process.env)',
};

const noMedia: MediaStore = { open: refuseMedia, create: refuseMedia };

function refuseMedia(): Promise<never> {
  const advice =
    'pass "media" to WhatsAppPlugin or createWhatsAppActivities(), such as createMediaStore({ directory })';
  return Promise.reject(new MediaError('configuration', `this worker has no media store: ${advice}`));
}
