import { GraphError } from '../../meta/graph-error.js';
import { AttemptWindow } from './attempt-window.js';

/**
 * Registrations and, counted apart, deregistrations of one number.
 *
 * @see "Registration" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/registration (read 2026-11)
 */
const registrationsInWindow = 10;
const registrationWindowMs = 72 * 3_600_000;

/** Meta publishes neither how many wrong PINs it takes nor how long it then waits. */
const pinGuesses = 5;
const pinWindowMs = 12 * 3_600_000;

/** Whether a number can send: only one that is `CONNECTED` can. */
export type RegistrationStatus = 'PENDING' | 'CONNECTED' | 'DISCONNECTED';

/** Whether a number can send, and the two-step verification PIN that guards it. The PIN never leaves this class. */
export class Registration {
  status: RegistrationStatus;
  readonly #registrations = new AttemptWindow(registrationsInWindow, registrationWindowMs);
  readonly #deregistrations = new AttemptWindow(registrationsInWindow, registrationWindowMs);
  readonly #wrongPins = new AttemptWindow(pinGuesses, pinWindowMs);
  #pin: string | undefined;

  constructor(status: RegistrationStatus, pin?: string) {
    this.status = status;
    this.#pin = pin;
  }

  /** What is saved of it: not how often it was tried. */
  saved(): { status: RegistrationStatus; pin?: string } {
    return { status: this.status, ...(this.#pin !== undefined && { pin: this.#pin }) };
  }

  get isPinSet(): boolean {
    return this.#pin !== undefined;
  }

  setPin(pin: string): void {
    this.#pin = pin;
  }

  /** The first registration sets the PIN, later ones need it. */
  register(pin: string, nowMs: number): void {
    countAttempt(this.#registrations, nowMs);
    this.#checkPin(pin, nowMs);
    this.#pin = pin;
    this.status = 'CONNECTED';
  }

  deregister(nowMs: number): void {
    if (this.status !== 'CONNECTED') {
      throw new GraphError({ code: 133010, details: 'The phone number is not registered.' });
    }
    countAttempt(this.#deregistrations, nowMs);
    this.status = 'DISCONNECTED';
  }

  #checkPin(pin: string, nowMs: number): void {
    const waitMs = this.#wrongPins.waitMs(nowMs);
    if (waitMs > 0) {
      throw new GraphError({ code: 133008, details: `Try again in ${Math.ceil(waitMs / 1000)} seconds.` });
    }
    if (this.#pin === undefined || this.#pin === pin) return this.#wrongPins.clear();
    this.#wrongPins.take(nowMs);
    throw new GraphError({ code: 133005, details: 'The PIN does not match the one that is set for this number.' });
  }
}

function countAttempt(attempts: AttemptWindow, nowMs: number): void {
  if (attempts.take(nowMs)) return;
  throw new GraphError({
    code: 133016,
    details: `More than ${registrationsInWindow} attempts within 72 hours for this number.`,
  });
}
