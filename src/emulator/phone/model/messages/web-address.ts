/**
 * Which addresses of messages become links. A browser takes `javascript:` in a link for a script of the page, and other
 * schemes open programs: whoever writes a message decides about none of them.
 */
import type { CardAction } from './card.js';

/** Whether an address is one of the web. */
export function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

/** A button with an address; one that opens nothing when the address is none of the web. */
export function urlAction(title: string, url: string): CardAction {
  return isWebAddress(url) ? { kind: 'url', title, url } : { kind: 'none', title };
}
