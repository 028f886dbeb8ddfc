/** What every part of the page gets: the state, and what can be done. */
import type { PhoneAction } from '../model/reduce.js';
import type { PhoneState } from '../model/state.js';
import { call } from './emulator-client.js';

export interface PageContext {
  readonly state: PhoneState;
  /** The emulator's time, in Unix milliseconds. */
  readonly nowMs: number;
  dispatch(action: PhoneAction): void;
}

/** The chat that is open. */
export interface OpenChat {
  userId: string;
  phoneNumberId: string;
}

export function openChat({ state: { userId, phoneNumberId } }: PageContext): OpenChat | undefined {
  return userId === undefined || phoneNumberId === undefined ? undefined : { userId, phoneNumberId };
}

/** Does something at the emulator; what goes wrong is told. */
export function act({ dispatch }: PageContext, doing: () => Promise<unknown>, done?: string): void {
  doing().then(
    () => {
      if (done !== undefined) dispatch({ type: 'notice', notice: { text: done, isProblem: false } });
    },
    (error: Error) => dispatch({ type: 'notice', notice: { text: error.message, isProblem: true } }),
  );
}

/** The user whose phone it is writes to the number whose chat is open. */
export function write(context: PageContext, content: Record<string, unknown>, quotedId?: string): void {
  const chat = openChat(context);
  if (!chat) return;
  const waId = context.state.users[chat.userId]?.waId;
  const sender = waId === undefined ? { userId: chat.userId } : { from: waId };
  const quoted = quotedId === undefined ? {} : { context: { messageId: quotedId } };
  const message = { ...sender, phoneNumberId: chat.phoneNumberId, ...content, ...quoted };
  context.dispatch({ type: 'notice' });
  act(context, () => call('POST', '/inbound', message));
}
