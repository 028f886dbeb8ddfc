import type { IdSource } from '../../meta/id-source.js';
import { QrCodes, type QrCode } from './qr-codes.js';

/** What WhatsApp shows in a chat before anybody has written. */
export interface ConversationalAutomation {
  enable_welcome_message: boolean;
  /** Texts that a user can tap to write them. */
  prompts: readonly string[];
  commands: readonly { command_name: string; command_description: string }[];
}

/** Whether calls are taken, and how, in Meta's words: `status`, `call_icon_visibility`, `sip`. */
export type CallSettings = Readonly<Record<string, unknown>>;

/** The place where message bodies are kept. */
export interface StorageConfiguration {
  status: 'DEFAULT' | 'IN_COUNTRY_STORAGE_ENABLED';
  data_localization_region?: string;
  retention_minutes?: number;
}

/** The username by which users find a number. */
export interface BusinessUsername {
  username: string;
  /** `reserved` before usernames are shown where the number is. */
  status: 'approved' | 'reserved';
}

/** What a number has beside its registration and its profile, as at Meta before anybody has changed it. */
export class NumberFeatures {
  calling: CallSettings = {
    status: 'DISABLED',
    call_icon_visibility: 'DEFAULT',
    ip_addresses: { default: [] },
    callback_permission_status: 'DISABLED',
  };
  /** Whether a send has to name the hash of the user's identity. */
  isIdentityChecked = false;
  /** The key by which bodies of messages are encrypted; undefined for none. */
  payloadKey: string | undefined;
  storage: StorageConfiguration = { status: 'DEFAULT' };
  readonly commerce: { readonly id: string; isCartEnabled: boolean; isCatalogVisible: boolean };
  automation: ConversationalAutomation = { enable_welcome_message: false, prompts: [], commands: [] };
  username: BusinessUsername | undefined;
  /** The key for flows' endpoints, in PEM. */
  encryptionKey: string | undefined;
  readonly qrCodes: QrCodes;

  constructor(ids: IdSource) {
    this.commerce = { id: ids.objectId('commerce settings'), isCartEnabled: true, isCatalogVisible: false };
    this.qrCodes = new QrCodes(ids);
  }

  /** What is saved of it. */
  saved(): object {
    const { qrCodes, ...rest } = this;
    return { ...rest, qrCodes: qrCodes.all().reverse() };
  }

  restore(saved: object): void {
    const { qrCodes, ...rest } = saved as { qrCodes: QrCode[] };
    Object.assign(this, rest);
    for (const code of qrCodes) this.qrCodes.restore(code);
  }

  get isCallingEnabled(): boolean {
    return this.calling['status'] === 'ENABLED';
  }
}
