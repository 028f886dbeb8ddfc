/**
 * Files as streams behind a URI: what the media activities need of a file system, a web server or an object store.
 *
 * Write a {@link MediaStore} for any other place, and give it to `createMediaStore({ schemes })`.
 */
import type { Readable, Writable } from 'node:stream';

/** A file that is open for reading. Whoever opened it reads `content` to its end or destroys it. */
export interface MediaSource {
  /** The bytes. Destroying the stream has to release the file or the connection behind it. */
  content: Readable;
  /**
   * The number of bytes of the whole file; absent when the source does not say. It has to be exact: the upload fails
   * when another number of bytes comes.
   */
  size?: number;
  /** The name without a path. Its extension helps to find the MIME type, and the recipient of a document sees it. */
  filename: string;
  /**
   * What changes whenever the bytes do, such as an ETag. An upload that broke off goes on only where it is still the
   * same; without one it begins anew.
   */
  version?: string;
  /** Where `content` begins, in bytes, when it was opened at an offset. @default 0 */
  start?: number;
  /** The MIME type that the source itself names. The first bytes and the extension of the name count more. */
  mimeType?: string;
}

/**
 * A file that is being written. Nothing may be visible under its URI until `commit`. The activity ends with exactly one
 * of `commit` and `discard`, unless its process dies.
 */
export interface MediaSink {
  /** Takes the bytes. An error of the stream ends the download. */
  content: Writable;
  /**
   * Makes the file visible, in place of one that was there. It is called after `content` has finished.
   *
   * @returns the URI of the file, under which `open` reads it
   * @throws MediaError with the problem `unwritable`, or `unusable` when no retry can help
   */
  commit(): Promise<string>;
  /** Removes what was written. It is called after a failure, also when `content` is destroyed, and must not throw. */
  discard(): Promise<void>;
}

/** What is known about a file before it is written. */
export interface NewMedia {
  /** The name of the new file when no target is given: letters, digits, "-", "_" and an extension. */
  filename: string;
  /** The MIME type, as Meta names it. */
  mimeType: string;
}

/**
 * A place for files, which names them by URIs of one scheme or several. It may be used by several activities at once,
 * and must not keep a whole file in memory. A URI is stored in histories, so it must not carry a signature or a
 * password.
 */
export interface MediaStore {
  /**
   * Opens a file for reading. A file without bytes is to be refused as `unreadable`: WhatsApp takes none.
   *
   * @param uri The URI, with the scheme that this store was registered for.
   * @param signal Aborts when nobody waits for the file any more.
   * @param offset Where to begin, in bytes: 0 unless given. A store that reads from there says so in `start`. Of one
   * that begins at the first byte, the bytes before the offset are skipped.
   * @throws MediaError whose problem decides whether the activity is retried
   */
  open(uri: string, signal?: AbortSignal, offset?: number): Promise<MediaSource>;
  /**
   * Begins a new file. Two attempts of one activity ask for the same name, so that the later one replaces the file.
   *
   * @param target The URI to write; undefined for a new file where the store keeps them, under the name in `media`.
   * @throws MediaError whose problem decides whether the activity is retried
   */
  create(target: string | undefined, media: NewMedia): Promise<MediaSink>;
}

/**
 * Why a file cannot be used. Only `unavailable` and `unwritable` are retried.
 *
 * - `configuration`: the store is not set up for this URI (scheme, folder, address).
 * - `missing`: there is no such file.
 * - `unreadable`: the file is there, but it cannot be read, is empty, or is no file.
 * - `unavailable`: the source did not answer, or the file changed while it was read; it may be read later.
 * - `unwritable`: the file could not be written; it may be possible later.
 * - `unusable`: no file can ever be written there: a directory, a place below a file, a name that is too long.
 */
export type MediaProblem = 'configuration' | 'missing' | 'unreadable' | 'unavailable' | 'unwritable' | 'unusable';

/** A file cannot be read or written. The activity fails with `WhatsApp.Media`, or with `WhatsApp.Configuration`. */
export class MediaError extends Error {
  /** `MediaError` */
  override readonly name = 'MediaError';
  /** Why, in one word that decides whether the activity is retried. */
  readonly problem: MediaProblem;

  /**
   * @param problem Why, in one word.
   * @param message Which file, what is wrong with it, and what to do. It is stored in histories: no query of a URI, no
   * secret.
   */
  constructor(problem: MediaProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

/** A URI for a message: without query and fragment, which may carry a signature. */
export function shownUri(uri: string): string {
  return uri.replace(/[?#].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, '$1');
}

/** The last part of a URI's path, decoded; `file` when there is none. */
export function filenameFromUri(uri: string): string {
  const last = shownUri(uri).split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last).replace(/[/\\\r\n"]/g, '_') || 'file';
  } catch {
    return last || 'file';
  }
}

/** Codes of a file system that say the same however often they are asked. */
const finalWriteCodes: ReadonlySet<string> = new Set([
  'EISDIR',
  'ENOTDIR',
  'EEXIST',
  'ENOTEMPTY',
  'ENAMETOOLONG',
  'ELOOP',
  'EINVAL',
  'ERR_INVALID_ARG_VALUE',
]);

/** The error for a file that could not be written, by what the file system said. */
export function writeError(what: string, error: unknown): MediaError {
  const { code, message } = error as NodeJS.ErrnoException;
  const problem = finalWriteCodes.has(code ?? '') ? 'unusable' : 'unwritable';
  return new MediaError(problem, `${what} cannot be written: ${code ?? message}`);
}
