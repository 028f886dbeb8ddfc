/** Texts inside of a raw request, for both worlds: the sandbox has no URLSearchParams. */

/** The members of a form that is written as text; the last one of a name counts. */
export function parseFormText(text: string): Record<string, string> {
  const pairs = text.split('&').filter((pair) => pair !== '');
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      return [decodeFormPart(name), decodeFormPart(value)];
    }),
  );
}

/** The value of a JSON text; undefined when it is none. */
export function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function decodeFormPart(part: string): string {
  const spaced = part.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
