/** Secrets whose values are known: the emulator has given them out, was told them, or was sent them under a name. */
import { redacted } from '../../common/secrets/texts.js';
import type { EmulatorState } from '../state/emulator-state.js';

/** A shorter value than the first is a word or a number as often; one than the second may be a part of one. */
const [leastLength, certainLength] = [4, 8];

/** What is not a secret, though a name says so: a flag, or a digest in the place of a token. */
const harmless = /^(true|false|null|sha256:[\da-f]{12})$/;

/** A PIN or a code is digits; shorter texts under the name of a secret are words of every day. */
const isTelling = (value: string): boolean =>
  !harmless.test(value) && (value.length >= certainLength || /^\d{4,}$/.test(value));

/** The emulator's own secrets: access tokens, also former ones, what apps have, PINs and codes of numbers. */
export function ownSecrets({ accessTokens, apps, phoneNumbers }: EmulatorState): string[] {
  const ofApps = apps.all().flatMap(({ appSecret, verifyToken, accessToken }) => [appSecret, verifyToken, accessToken]);
  const ofNumbers = phoneNumbers.all().flatMap((number) => [number.registration.saved().pin, number.verificationCode]);
  return [...accessTokens.everKnown(), ...ofApps, ...ofNumbers.filter((one) => one !== undefined)];
}

/** A function that takes these values out of a text, wherever and however they are written. */
export function valueHider(own: Iterable<string>, named: Iterable<string>): (text: string) => string {
  const values = [...own, ...[...named].filter(isTelling)].filter(({ length }) => length >= leastLength);
  const patterns = [...new Set(values.flatMap(spellings))].toSorted((a, b) => b.length - a.length).map(toPattern);
  if (patterns.length === 0) return (text) => text;
  const pattern = new RegExp(patterns.join('|'), 'g');
  return (text) => text.replace(pattern, redacted);
}

/** A value as it stands in texts, URLs, forms and JSON. */
function spellings(value: string): string[] {
  const inForm = new URLSearchParams({ '': value }).toString().slice(1);
  const inJson = JSON.stringify(value).slice(1, -1);
  return [value, inForm, inForm.replaceAll('+', '%20'), inJson, JSON.stringify(inJson).slice(1, -1)];
}

function toPattern(value: string): string {
  const literal = value.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  if (value.length >= certainLength) return literal;
  // What an escape ends with (`%22`, `\n`, `\u0022`) is no part of the word behind it.
  const kind = /^\d+$/.test(value) ? String.raw`\d` : String.raw`\w`;
  return String.raw`(?<!(?<!%[\dA-Fa-f]|\\|\\u[\dA-Fa-f]{3})${kind})${literal}(?!${kind})`;
}
