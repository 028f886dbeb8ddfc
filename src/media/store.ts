/** Files as streams behind a URI: what the media activities need of a file system, a web server or an object store. */
import type { Readable, Writable } from 'node:stream';

/** A file that is open for reading. Whoever opens it reads `content` to its end or destroys it. */
export interface MediaSource {
  content: Readable;
  /** In bytes; absent when the source does not say. */
  size?: number;
  /** The name without a path, for MIME type and recipient. */
  filename: string;
  /** The type that the source itself names, if any. */
  mimeType?: string;
}

/** A file that is being written. Nothing is visible under its URI until `commit`. */
export interface MediaSink {
  content: Writable;
  /** Makes the file visible, in place of one that was there. Only after `content` has finished. @returns its URI */
  commit(): Promise<string>;
  /** Removes what was written. */
  discard(): Promise<void>;
}

export interface NewMedia {
  /** The name of the new file when no target is given: safe characters only, with extension. */
  filename: string;
  mimeType: string;
}

export interface MediaStore {
  /** @throws MediaError */
  open(uri: string, signal?: AbortSignal): Promise<MediaSource>;
  /**
   * @param target The URI to write; undefined for a new file where the store keeps them.
   * @throws MediaError
   */
  create(target: string | undefined, media: NewMedia): Promise<MediaSink>;
}

/**
 * - `configuration`: the store is not set up for this URI (scheme, folder, address).
 * - `missing`: there is no such file.
 * - `unreadable`: the file is there, but it cannot be read, is empty, or is no file.
 * - `unavailable`: the source did not answer; it may later.
 * - `unwritable`: the file could not be written.
 */
export type MediaProblem = 'configuration' | 'missing' | 'unreadable' | 'unavailable' | 'unwritable';

/** A file cannot be read or written. The message says which and what to do. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly problem: MediaProblem;

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
export function filenameOf(uri: string): string {
  const last = shownUri(uri).split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last).replace(/[/\\\r\n"]/g, '_') || 'file';
  } catch {
    return last || 'file';
  }
}
