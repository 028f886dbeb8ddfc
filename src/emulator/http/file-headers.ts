/** The headers with which a file goes out. Type and name are what somebody wrote: neither may break an answer. */
import type { MediaObject } from '../state/media/media-library.js';

/** Headers take visible ASCII only. */
const headerText = /^[\x20-\x7e]+$/;

/** @param how `inline` for what a browser shows in its place */
export function fileHeaders(
  { id, mimeType, filename = id }: Pick<MediaObject, 'id' | 'mimeType' | 'filename'>,
  how: 'attachment' | 'inline',
): Record<'content-type' | 'content-disposition', string> {
  return {
    'content-type': headerText.test(mimeType) ? mimeType : 'application/octet-stream',
    'content-disposition': `${how}; filename*=UTF-8''${encodeName(filename)}`,
  };
}

/** @see "Indicating Character Encoding and Language" https://www.rfc-editor.org/rfc/rfc8187 (read 2026-11) */
function encodeName(name: string): string {
  // As bytes, since half a pair of surrogates has no encoding of its own.
  const whole = Buffer.from(name).toString();
  return encodeURIComponent(whole).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
