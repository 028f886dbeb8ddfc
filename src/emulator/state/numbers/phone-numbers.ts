import { GraphError } from '../../meta/graph-error.js';
import type { IdSource } from '../../meta/id-source.js';
import { phoneDigits } from '../../meta/identifiers.js';
import type { EmulatorSettings } from '../../settings/options.js';
import { NumberFeatures } from './number-features.js';
import { Registration, type RegistrationStatus } from './registration.js';
import { Verification, type VerificationLimits } from './verification.js';

/** Meta says only that codes expire. */
const defaultCodeTtlMs = 600_000;

type AttemptLimits = Omit<VerificationLimits, 'codeTtlMs'>;

/** A number that is added. */
export interface AddPhoneNumberOptions {
  /** Id of the number. @default a new random id */
  phoneNumberId?: string;
  /**
   * Id of the business account of the number. Templates are the same in all accounts. @default the account in `info`
   */
  wabaId?: string;
  /** The number with country code, in any notation. @default a number of the fictional range +1 555 01xx xxx */
  displayPhoneNumber?: string;
  /** Name that users see. @default 'Emulated Business' */
  verifiedName?: string;
  /** Whether the number has been verified with a code. @default false */
  verified?: boolean;
  /** Whether the number can send; implies `verified`. @default false */
  registered?: boolean;
  /** Two-step verification PIN, six digits. @default none: the first registration sets it */
  pin?: string;
  /** Life of this number's verification codes, in milliseconds. @default 600_000 */
  codeTtlMs?: number;
}

/** What is known of a number. Never its PIN. */
export interface EmulatedPhoneNumber {
  /** Phone number id. */
  id: string;
  /** Id of the business account. */
  wabaId: string;
  /** The number with country code, in the notation in which it was added. */
  displayPhoneNumber: string;
  /** Name that users see. */
  verifiedName: string;
  /** Whether the number has been verified with a code. */
  codeVerificationStatus: 'VERIFIED' | 'NOT_VERIFIED';
  /** `PENDING` before the first registration, `CONNECTED`, `DISCONNECTED` after deregistration. */
  status: RegistrationStatus;
  /** Whether a two-step verification PIN is set. */
  isPinSet: boolean;
  /** Time at which the number was added, in Unix milliseconds. */
  createdAtMs: number;
}

/** What `POST /{phone-number-id}` sets beside the PIN. */
interface NumberSettings {
  /** A display name that waits for its review. */
  newDisplayName?: string;
  searchVisibility?: string;
}

/** A number as it is saved. */
interface SavedNumber {
  options: AddPhoneNumberOptions & { wabaId: string };
  status: RegistrationStatus;
  features: object;
  members: Pick<PhoneNumber, 'profile' | 'settings' | 'profileId' | 'botId' | 'createdAtMs'>;
}

/**
 * A business phone number: its verification, its registration and its public profile.
 *
 * @internal
 */
export class PhoneNumber {
  readonly id: string;
  readonly wabaId: string;
  readonly displayPhoneNumber: string;
  readonly verifiedName: string;
  createdAtMs: number;
  readonly registration: Registration;
  readonly settings: NumberSettings = {};
  readonly features: NumberFeatures;
  /** Fields of the business profile, as `/whatsapp_business_profile` names them. */
  readonly profile: Record<string, unknown> = {};
  /** Ids of the objects that belong to the number: its business profile, and what its chats show. */
  profileId: string;
  botId: string;
  #verification: Verification;
  #isVerified: boolean;

  constructor(
    options: AddPhoneNumberOptions & { wabaId: string },
    { limits, nowMs, ids }: { limits: AttemptLimits; nowMs: number; ids: IdSource },
  ) {
    this.id = options.phoneNumberId ?? ids.objectId('number');
    this.profileId = ids.objectId('profile');
    this.botId = ids.objectId('bot');
    this.features = new NumberFeatures(ids);
    this.wabaId = options.wabaId;
    this.displayPhoneNumber = options.displayPhoneNumber ?? `+1 555-01${this.id.slice(-2)}-${this.id.slice(-5, -2)}`;
    this.verifiedName = options.verifiedName ?? 'Emulated Business';
    this.createdAtMs = nowMs;
    this.registration = new Registration(options.registered === true ? 'CONNECTED' : 'PENDING', options.pin);
    this.#verification = new Verification({ ...limits, codeTtlMs: options.codeTtlMs ?? defaultCodeTtlMs }, ids);
    this.#isVerified = options.verified === true || options.registered === true;
  }

  /** The number as webhooks show it: digits only. */
  get digits(): string {
    return phoneDigits(this.displayPhoneNumber);
  }

  get verificationCode(): string | undefined {
    return this.#verification.code;
  }

  requestCode(nowMs: number): void {
    if (this.#isVerified) {
      const details = 'The phone number is already verified.';
      throw new GraphError({ code: 136024, details, isTransient: false, userMessage: details });
    }
    this.#verification.request(nowMs);
  }

  verifyCode(code: string, nowMs: number): void {
    this.#verification.verify(code, nowMs);
    this.#isVerified = true;
  }

  register(pin: string, nowMs: number): void {
    if (!this.#isVerified) {
      throw new GraphError({ code: 133006, details: 'Request a code and verify it before registering the number.' });
    }
    this.registration.register(pin, nowMs);
  }

  /** What is saved of it: no verification code, and not how often something was tried. */
  saved(): SavedNumber {
    const { id: phoneNumberId, wabaId, displayPhoneNumber, verifiedName, registration, features } = this;
    const { profile, settings, profileId, botId, createdAtMs } = this;
    const { status, ...pin } = registration.saved();
    return {
      options: { phoneNumberId, wabaId, displayPhoneNumber, verifiedName, verified: this.#isVerified, ...pin },
      status,
      features: features.saved(),
      members: { profile, settings, profileId, botId, createdAtMs },
    };
  }

  restore({ status, features, members }: SavedNumber): void {
    const { profile, settings, ...own } = members;
    Object.assign(this, own);
    Object.assign(this.profile, profile);
    Object.assign(this.settings, settings);
    this.registration.status = status;
    this.features.restore(features);
  }

  describe(): EmulatedPhoneNumber {
    return {
      id: this.id,
      wabaId: this.wabaId,
      displayPhoneNumber: this.displayPhoneNumber,
      verifiedName: this.verifiedName,
      codeVerificationStatus: this.#isVerified ? 'VERIFIED' : 'NOT_VERIFIED',
      status: this.registration.status,
      isPinSet: this.registration.isPinSet,
      createdAtMs: this.createdAtMs,
    };
  }
}

/**
 * The numbers of the business accounts.
 *
 * @internal
 */
export class PhoneNumbers {
  readonly #numbers = new Map<string, PhoneNumber>();
  readonly #limits: AttemptLimits;
  readonly #clock: () => number;
  readonly #ids: IdSource;
  readonly #wabaId: string;
  readonly #onAdd: (added: PhoneNumber) => void;

  /** The settings' `wabaId` is the account of numbers that are added without one. */
  constructor(
    limits: AttemptLimits,
    { clock, ids, wabaId }: Pick<EmulatorSettings, 'clock' | 'ids' | 'wabaId'>,
    onAdd: (added: PhoneNumber) => void,
  ) {
    this.#limits = limits;
    this.#clock = clock;
    this.#ids = ids;
    this.#wabaId = wabaId;
    this.#onAdd = onAdd;
  }

  add(options: AddPhoneNumberOptions = {}): PhoneNumber {
    const parts = { limits: this.#limits, nowMs: this.#clock(), ids: this.#ids };
    const added = new PhoneNumber({ ...options, wabaId: options.wabaId ?? this.#wabaId }, parts);
    this.#numbers.set(added.id, added);
    this.#onAdd(added);
    return added;
  }

  /** Brings back a saved number. */
  restore(saved: unknown): void {
    const { options } = saved as SavedNumber;
    const parts = { limits: this.#limits, nowMs: this.#clock(), ids: this.#ids };
    const number = new PhoneNumber(options, parts);
    number.restore(saved as SavedNumber);
    this.#numbers.set(number.id, number);
  }

  find(id: string): PhoneNumber | undefined {
    return this.#numbers.get(id);
  }

  all(): PhoneNumber[] {
    return [...this.#numbers.values()];
  }

  clear(): void {
    this.#numbers.clear();
  }
}
