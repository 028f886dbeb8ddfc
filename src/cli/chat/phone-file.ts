/** A file of this machine, as the phone of a chat sends it. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { describeError } from '../../common/describe-error.js';
import { findMediaKind } from '../../common/limits.js';
import { defined } from '../../common/schema/defined.js';
import { typeOfName, unknownMimeType } from '../../media/mime-type.js';

/** A file, and the text below it. */
export interface PhoneFile {
  file: string;
  caption?: string;
}

/** The file is the shortest beginning of a line that has a known extension, or what is in quotes. A caption follows. */
export function splitFile(line: string): PhoneFile {
  const quoted = /^"(?<file>[^"]+)"(?:\s+(?<caption>\S.*))?$/s.exec(line)?.groups;
  if (quoted?.['file'] !== undefined) return { file: quoted['file'], ...defined({ caption: quoted['caption'] }) };
  for (const { index } of line.matchAll(/\s+/g)) {
    const file = line.slice(0, index);
    if (extname(file) !== '' && typeOfName(file) !== undefined) return { file, caption: line.slice(index).trim() };
  }
  return { file: line };
}

/**
 * Reads a file as a message of the user.
 *
 * @param wanted The kind that it has to be. @default by the type of its name: image, video, audio, sticker or document
 * @throws Error that says why it cannot be sent
 */
export async function phoneFileContent({ file, caption }: PhoneFile, wanted?: 'image'): Promise<object> {
  const name = basename(file);
  const mimeType = typeOfName(file) ?? unknownMimeType;
  const kind = wanted ?? findMediaKind(mimeType) ?? 'document';
  if (wanted === 'image' && !mimeType.startsWith('image/')) {
    throw new Error(`${name} is no image: its name must end in .jpg or .png. /file sends any file.`);
  }
  if (caption !== undefined && (kind === 'audio' || kind === 'sticker')) {
    throw new Error(`${name} goes as ${kind}, which has no caption.`);
  }
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new Error(`${file} cannot be read: ${describeError(error)}`, { cause: error });
  });
  const filename = kind === 'document' ? name : undefined;
  return { [kind]: { bytes: bytes.toString('base64'), mimeType, ...defined({ caption, filename }) } };
}
