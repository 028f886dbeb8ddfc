/**
 * Which addresses of messages become links. A browser takes `javascript:` in a link for a script of the page, and other
 * schemes open programs. Whoever writes a message decides about neither.
 */

/** Something that opens an address; nothing happens without one. */
type UrlAction = { kind: 'url'; title: string; url: string } | { kind: 'none'; title: string };

/** Whether an address is one of the web. */
export function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}

/** A button with an address; one that opens nothing when the address is none of the web. */
export function urlAction(title: string, url: string): UrlAction {
  return isWebAddress(url) ? { kind: 'url', title, url } : { kind: 'none', title };
}
