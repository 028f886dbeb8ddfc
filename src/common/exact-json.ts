/** JSON whose whole numbers keep their digits: Meta writes ids as numbers, too, and a double holds some 16 digits. */

/**
 * Reads JSON as `JSON.parse` does, with one difference: a whole number becomes a string when a double would not give
 * its digits back.
 *
 * The look for such numbers costs some 6 % of the parsing. Only a text that may hold one is read twice. A parser of its
 * own would be several times slower, and `JSON.parse` shows a number's text from Node 21 on.
 *
 * @throws SyntaxError when the text is no JSON
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return longNumberPerhaps.test(text) ? JSON.parse(quoteLongNumbers(text)) : value;
}

/**
 * Sixteen digits before what can follow a number. It may also match within a string. Written out, as V8 then skips
 * over text without digits: `\d{16}` is sixteen times slower.
 */
const longNumberPerhaps = /\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d\d(?:[,\]}\s]|$)/;

/** Whole numbers of at least 16 digits in JSON without its strings: neither parts of a fraction, nor of an exponent. */
const longNumbers = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/** Quotes the numbers whose digits would be lost. The text is JSON. */
function quoteLongNumbers(text: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length;) {
    const quote = text.indexOf('"', at);
    const open = quote < 0 ? text.length : quote;
    if (open - at >= fewestDigits) {
      parts.push(text.slice(copied, at), text.slice(at, open).replace(longNumbers, quoteIfLost));
      copied = open;
    }
    at = findEndOfString(text, open);
  }
  parts.push(text.slice(copied));
  return parts.join('');
}

const fewestDigits = 16;

function quoteIfLost(digits: string): string {
  return String(Number(digits)) === digits ? digits : `"${digits}"`;
}

/** The place after the string that begins at `open`. */
function findEndOfString(text: string, open: number): number {
  let quote = text.indexOf('"', open + 1);
  while (quote >= 0 && isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote < 0 ? text.length : quote + 1;
}

function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === backslash) before -= 1;
  return (at - before) % 2 === 0;
}

const backslash = 92;
