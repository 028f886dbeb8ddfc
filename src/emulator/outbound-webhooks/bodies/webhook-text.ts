const outsideAscii = /[^\0-~]/g;

/**
 * A body as Meta writes it: JSON in ASCII. Receivers sign what they got, or what they got with all else escaped, as
 * Meta's page says; of such a body both are the same.
 *
 * @see "Validating payloads" https://developers.facebook.com/docs/graph-api/webhooks/getting-started (read 2026-11)
 */
export function webhookText(body: unknown): string {
  return JSON.stringify(body).replace(outsideAscii, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
