/** The most that goes into one payload, in bytes as JSON. The server refuses one of more than 2 MB. */
export const maxPayloadBytes = 1_900_000;

/**
 * How many bytes a value takes as JSON in UTF-8, which Temporal's limit of a payload counts. The sandbox has no Buffer.
 */
export function jsonBytes(value: unknown): number {
  return textBytes(JSON.stringify(value) ?? '');
}

/** How many bytes a JSON text takes in UTF-8. */
export function textBytes(json: string): number {
  let bytes = json.length;
  for (let index = 0; index < json.length; index += 1) {
    const unit = json.charCodeAt(index);
    // JSON escapes a half of a surrogate pair that is alone, so that those here are pairs: four bytes for two units.
    if (unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff)) bytes += 2;
    else if (unit >= 0x80) bytes += 1;
  }
  return bytes;
}
