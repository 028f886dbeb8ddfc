/** What variables say about the emulator of `dev`: with tokens, ids and secrets of one's own it has no random ones. */
import { defined } from '../../common/schema/defined.js';
import type { Config } from '../../environment/config.js';
import type { GraphEmulator, GraphEmulatorOptions } from '../../emulator/index.js';

/** The emulator's options that variables decide about. Of several values the first one counts. */
export function emulatorOptions({ credentials, webhook }: Config): GraphEmulatorOptions {
  const { WHATSAPP_ACCESS_TOKEN: accessToken, WHATSAPP_APP_SECRET: appSecret } = credentials.environment;
  const [verifyToken] = webhook.verifyTokens;
  const [phoneNumberId] = listNumbers(webhook);
  return defined({ accessToken, appSecret, verifyToken, phoneNumberId });
}

/** Adds the other numbers, ready to send, and the tokens with names. */
export function addConfigured(emulator: GraphEmulator, { credentials, webhook }: Config): void {
  for (const phoneNumberId of listNumbers(webhook).slice(1)) {
    emulator.addPhoneNumber({ phoneNumberId, registered: true });
  }
  const tokens = Object.entries(credentials.environment).flatMap(([name, value]) =>
    name.startsWith('WHATSAPP_ACCESS_TOKEN_') ? [value] : [],
  );
  for (const token of new Set(tokens)) if (token !== emulator.info.accessToken) emulator.addAccessToken(token);
}

function listNumbers({ phoneNumberIds }: Config['webhook']): readonly string[] {
  return phoneNumberIds === 'any' ? [] : phoneNumberIds;
}
