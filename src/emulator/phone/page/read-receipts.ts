import type { Bubble } from '../model/messages/bubble.js';
import { call } from './emulator-client.js';

/** Reports messages as read that were delivered and are on the screen, each once. */
export class ReadReceipts {
  readonly #reported = new Set<string>();

  /** @param behavior where the emulator reports "read" by itself, nothing is reported */
  report(bubbles: readonly Bubble[], behavior: Readonly<Record<string, unknown>>): void {
    const automatic = behavior['autoStatuses'];
    if (Array.isArray(automatic) && automatic.includes('read')) return;
    for (const { id, ticks } of bubbles) {
      if (ticks !== 'delivered' || this.#reported.has(id)) continue;
      this.#reported.add(id);
      // A message may be forgotten meanwhile; then there is nobody to tell.
      call('POST', '/statuses', { messageId: id, status: 'read' }).catch(() => undefined);
    }
  }
}
