/** A body, a parameter or a header without its secrets: by their names at any depth, by their form, by their value. */
import { isRecord } from '../../common/events/json.js';
import { isSecretName } from '../../common/secrets/names.js';
import { hideSecrets, redacted } from '../../common/secrets/texts.js';

/** Operations whose parameter `code` is a secret; everywhere else it is an error or a language. */
const takesCode = /\/(verify_code|oauth\/access_token)\/*(?=$|\?)/i;

/** Says whether the value under a name is a secret. */
export type IsSecret = (name: string) => boolean;

/** What is secret in a request to a path. */
export function secretTest(path: string): IsSecret {
  const isCode = takesCode.test(path);
  return (name) => isSecretName(name) || (isCode && name.toLowerCase() === 'code');
}

/** What is done with a text that stands under a harmless name. */
interface Hiding {
  isSecret: IsSecret;
  /** Takes known values out of a text. */
  hideValues: (text: string) => string;
  /** Is told every value under the name of a secret. */
  onSecret?: (value: string) => void;
}

/** Any JSON value without its secrets. */
export function hideIn(value: unknown, hiding: Hiding): unknown {
  if (typeof value === 'string') return hideInText(value, hiding);
  if (typeof value === 'number') return hiding.hideValues(String(value)) === String(value) ? value : redacted;
  if (Array.isArray(value)) return value.map((one) => hideIn(one, hiding));
  if (!isRecord(value)) return value;
  const url = value['relative_url'];
  // An entry of a batch is a request of its own.
  const inner = typeof url === 'string' ? { ...hiding, isSecret: secretTest(`/${url}`) } : hiding;
  const members = Object.entries(value).map(([name, member]) => [
    hideInText(name, hiding),
    inner.isSecret(name) && !isPinMessage(value, name) ? hidden(member, inner) : hideIn(member, inner),
  ]);
  return Object.fromEntries(members);
}

/** A text without its secrets: JSON by its members, anything else by what stands in it. */
export function hideInText(text: string, hiding: Hiding): string {
  const parsed = parsedJson(text);
  if (parsed === undefined) return hiding.hideValues(hideInProse(text, hiding));
  const shown = JSON.stringify(hideIn(parsed, hiding));
  return shown === JSON.stringify(parsed) ? text : shown;
}

/** `{ type: 'pin', pin: {…} }` pins a message. */
function isPinMessage(owner: Record<string, unknown>, name: string): boolean {
  return name === 'pin' && owner['type'] === 'pin' && isRecord(owner[name]);
}

function hidden(value: unknown, { onSecret }: Hiding): string {
  if (onSecret) for (const leaf of leaves(value)) onSecret(leaf);
  return redacted;
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}

function parsedJson(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

/** `name=value` with any name, also `pin[0]` and `a%5Bpin%5D`, of which the texts' own patterns know no brackets. */
const assignment = /(?<![^\s&?;,"'<>])([^\s&?;,"'<>=]{1,200})=([^\s&"'<>]+)/g;

/** A list or an object under a name, in a text that as a whole is no JSON. */
const member = /(\\?"([\w.-]{1,64})\\?"\s*:\s*)(?:\[[^\]]*\]?|\{[^}]*\}?)/g;

/** Name and password in an address. */
const userInfo = /\b([a-z][a-z\d+.-]{0,30}:\/\/)[^\s/?#@"'<>]{0,200}:[^\s/?#"'<>]{0,200}@/gi;

/** The credentials of a header, wherever it is quoted. */
const scheme = /\b(Basic|Bearer|OAuth)(\s+|%20|\+)([\w.~+/|-]{4,}=*)/gi;

function hideInProse(text: string, { isSecret, onSecret }: Hiding): string {
  const tell = (value: string): string => {
    onSecret?.(value);
    return redacted;
  };
  const known = text
    .replace(userInfo, `$1${redacted}@`)
    .replace(scheme, (whole, name: string, gap: string, value: string) =>
      isCredential(name, value) ? name + gap + redacted : whole,
    )
    .replace(member, (whole, start: string, name: string) => (isSecret(name) ? `${start}"${redacted}"` : whole))
    .replace(assignment, (whole, name: string, value: string) =>
      nameParts(name).some(isSecret) ? `${name}=${value === redacted ? value : tell(decoded(value))}` : whole,
    );
  return hideSecrets(known, isSecret);
}

/** Prose such as "Basic settings" and "Bearer authentication" has no digit, and no colon behind its base64. */
function isCredential(name: string, value: string): boolean {
  if (name.toLowerCase() === 'basic') return Buffer.from(value, 'base64').toString('latin1').includes(':');
  return value.length >= 8 && /[\d_|-]/.test(value);
}

function nameParts(name: string): string[] {
  return decoded(name)
    .split(/[[\]]/)
    .filter((part) => part !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
