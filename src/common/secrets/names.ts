/** Secrets recognized by what a member's name means, whoever has invented the name. */

/** Ends of names, in lower case without separators, that mean a secret wherever they stand. */
const endings =
  /(token|secret|password|passwd|passphrase|authorization|cookie|codeverifier|secretproof|apikey|privatekey|accesskey|assertion|(verification|authorization|auth|otp|pass)code)s?$/;

/** Words that mean a secret as the last word of a name only: "mapping" and "hairpin" end alike. */
const lastWords: ReadonlySet<string> = new Set(['pin', 'pins', 'otp', 'pwd', 'jwt']);

/**
 * Names that end like a secret and are none. A flow token tells its sender which flow was answered. Meta sends it to
 * the user's phone, and back in webhooks.
 */
const harmless: ReadonlySet<string> = new Set(['flowtoken', 'flowtokens']);

/**
 * Whether what stands under this name is a secret: `access_token`, `x-access-token`, `appSecret`, `pin`.
 *
 * A bare `code` is not: it is a language, an error or a country as often. Whoever knows where it stands decides.
 */
export function isSecretName(name: string): boolean {
  const joined = joinWords(name);
  return !harmless.has(joined) && (endings.test(joined) || lastWords.has(lastWord(name)));
}

/** Whether everything below this name is secret. A PIN is a text or a number: an object `pin` pins a message. */
export function isSecretBelow(name: string): boolean {
  return isSecretName(name) && endings.test(joinWords(name));
}

/**
 * Whether a parameter of this name lets its holder act for an app or a user. Such a one must not be in an input, which
 * a history keeps. A verify token and a PIN may: Meta has edges that take them, and they open nothing by themselves.
 */
export function isGrant(name: string): boolean {
  const joined = joinWords(name);
  return isSecretName(name) && /(token|secret|secretproof)s?$/.test(joined) && !/verifytokens?$/.test(joined);
}

function joinWords(name: string): string {
  return name.replace(/[^a-z\d]/gi, '').toLowerCase();
}

/** The last word of `store_pin`, `storePin`, `xXPin`, `SMSPin` or `pin[]`. */
function lastWord(name: string): string {
  const words = name
    .replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, '_')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return words.findLast((word) => word !== '') ?? '';
}
