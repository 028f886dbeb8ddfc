import { parse } from 'content-disposition';

/** The name that a `Content-Disposition` header gives a file, without a path. Undefined when it gives none. */
export function filenameFromDisposition(header: string | undefined): string | undefined {
  const given = header === undefined ? undefined : readFilename(header);
  const name = (given === undefined ? '' : fromLatin1(given))
    .split(/[/\\]/)
    .at(-1)
    // What no file name holds, and what Meta's form could not carry.
    ?.replace(/[\p{Cc}"]/gu, '_')
    .trim();
  return name === '' || name === '.' || name === '..' ? undefined : name;
}

function readFilename(header: string): string | undefined {
  try {
    const { parameters } = parse(header);
    return parameters['filename'];
  } catch {
    return undefined;
  }
}

/** Many servers write UTF-8 where only Latin-1 is allowed, and Node reads what is allowed. */
function fromLatin1(text: string): string {
  if (!/^[\0-\xff]*$/.test(text)) return text;
  const decoded = Buffer.from(text, 'latin1').toString('utf8');
  return decoded.includes('\ufffd') ? text : decoded;
}
