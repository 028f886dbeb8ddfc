import type { TemporalConversationView } from '../../phone-views.js';
import { chatKey, type PhoneState, type TemporalAnswer } from '../model/state.js';
import { call } from './emulator-client.js';

/** What happens together is looked at once, when it is over. */
const settleMs = 250;

/** Asks what Temporal does for the chat that is open: after every change, one question at a time. */
export class TemporalWatch {
  readonly #tell: (key: string, answer: TemporalAnswer) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;
  #latest: PhoneState | undefined;

  constructor(tell: (key: string, answer: TemporalAnswer) => void) {
    this.#tell = tell;
  }

  lookSoon(state: PhoneState): void {
    this.#latest = state;
    if (!state.hasTemporalSide || this.#timer !== undefined || document.visibilityState !== 'visible') return;
    if (!isShown(state)) return;
    this.#timer = setTimeout(() => void this.#look(), settleMs);
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    const { userId, phoneNumberId } = this.#latest ?? {};
    if (this.#isAsking || userId === undefined || phoneNumberId === undefined) return;
    this.#isAsking = true;
    const query = new URLSearchParams({ user: userId, phoneNumberId });
    const answer = await call<TemporalConversationView | null>('GET', `/temporal?${query.toString()}`).then(
      (conversation): TemporalAnswer => ({ conversation }),
      (error: Error): TemporalAnswer => ({ problem: error.message }),
    );
    this.#isAsking = false;
    this.#tell(chatKey(userId, phoneNumberId), answer);
  }
}

/** Only what is shown is asked: each question costs a task, and a server that skips time stands still during one. */
function isShown({ tool, temporal, userId, phoneNumberId }: PhoneState): boolean {
  if (tool === 'temporal' || userId === undefined || phoneNumberId === undefined) return true;
  // Bubbles and recordings name the workflow.
  return temporal[chatKey(userId, phoneNumberId)]?.conversation === undefined;
}
