/** The page on which the emulator's users have their phones. */
import type { GraphEmulator } from '../../emulator/index.js';

/** The one place that knows its address. */
export function phonePageUrl({ info }: GraphEmulator): string {
  return new URL('/_phone', info.graphUrl).href;
}

/** Opens it in the user's browser. */
export async function openPhonePage(emulator: GraphEmulator): Promise<void> {
  const { default: open } = await import('open');
  const browser = await open(phonePageUrl(emulator));
  // Without a browser the process begins, and fails later.
  browser.on('error', () => undefined);
}
