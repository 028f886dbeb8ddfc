/** Secrets recognized by their form, in texts of which nobody knows what they hold. */
import { isSecretName } from './names.js';

/** What stands in the place of a secret. */
export const redacted = '[redacted]';

/** Meta's tokens: of users and system users (`EAA…`; the emulator's have `-` and `_`), of apps (`<id>|<secret>`). */
const metaToken = /\bEAA[\w-]{16,}|\b\d{10,20}\|[\w-]{20,}/g;

/** A text that is nothing but a token, perhaps as a header carries it. */
const onlyToken = /^\s*(?:(?:Bearer|OAuth)\s+)?(?:EAA[\w-]{16,}|\d{10,20}\|[\w-]{20,})\s*$/;

/** A header's token. Prose such as "OAuth application" and "Bearer authentication" is none. */
const schemes: readonly RegExp[] = [
  /\b(Bearer)\s+(?!(?:auth|token|scheme|credential|header)[a-z]*\b)[\w.~+/|-]{8,}=*/g,
  /\b(OAuth)\s+(?=[\w.~+/|-]*\d)[\w.~+/|-]{8,}=*/g,
  /\b([Bb]asic)\s+(?=[A-Za-z+/]*(?:[\d=]|[a-z][A-Z]))[A-Za-z\d+/]{8,}={0,2}/g,
];

/** The password of `scheme://user:password@host`. A port, which a path with an `@` may follow, is none. */
const urlPassword = /(:\/\/[^\s/?#@:"'<>[\]]{0,256}:)(?!\d{1,5}[/?#])[^\s"'<>]{1,512}@/g;

/** `name=value`, as in a URL or a form. It begins at the name's first character, so that long words cost one look. */
const assignment = /(?<![\w.-])([\w.-]{1,64})=([^&\s"'<>]+)/g;

/** The same in a URL that is a parameter of another one. */
const encodedAssignment = /((?:%3F|%26|(?<![\w.-]))([\w.-]{1,64})%3D)(?:(?!%26)[^\s"'<>&])+/gi;

/** `"name": "value"`, or a number, as in JSON; the second one is JSON in a text of JSON. */
const jsonMembers: readonly RegExp[] = [
  /("([\w.-]{1,64})"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|-?\d+)/g,
  /(\\"([\w.-]{1,64})\\"\s*:\s*)(?:\\"[^"\\]*(?:\\")?|-?\d+)/g,
];

/** Any text that one of the patterns could match. Most texts are none, and are looked at once. */
const suspicious = /EAA|Bearer|OAuth|Basic|:\/\/|[=|]|%3D|"\s*:/i;

/** A text without what looks like a secret: tokens, passwords of URLs, and values of secret names. */
export function hideSecrets(text: string, isSecret: (name: string) => boolean = isSecretName): string {
  if (!suspicious.test(text)) return text;
  let rest = text.replace(metaToken, redacted);
  for (const scheme of schemes) rest = rest.replace(scheme, `$1 ${redacted}`);
  rest = rest.replace(urlPassword, `$1${redacted}@`);
  rest = rest.replace(assignment, (whole, name: string) => (isSecret(name) ? `${name}=${redacted}` : whole));
  rest = rest.replace(encodedAssignment, (whole, start: string, name: string) =>
    isSecret(name) ? start + redacted : whole,
  );
  for (const member of jsonMembers) {
    rest = rest.replace(member, (whole: string, start: string, name: string) => {
      const quote = start.startsWith('\\') ? '\\"' : '"';
      return isSecret(name) ? `${start}${quote}${redacted}${quote}` : whole;
    });
  }
  return rest;
}

/** Whether a text is a token of Meta's, alone or as a header carries it. */
export function isMetaToken(text: string): boolean {
  return onlyToken.test(text);
}
