import { defined } from '../common/schema/defined.js';
import type { ProxySetting } from '../graph/proxy.js';
import { FileMediaStore } from './file-store.js';
import { HttpsMediaStore, type HttpsMediaStoreOptions } from './https-store.js';
import { MediaError, shownUri, type MediaSink, type MediaSource, type MediaStore, type NewMedia } from './store.js';

/** What a {@link createMediaStore} reads and writes. */
export interface MediaStoreOptions {
  /**
   * The directory of new files. Files below it can be read and replaced. A relative path starts at the working
   * directory.
   *
   * @default none: `file:` URIs are refused, and `newFiles` has to be set
   */
  directory?: string;
  /** More directories whose files can be read and replaced. @default [] */
  otherDirectories?: readonly string[];
  /** Also reads `http:` URLs and hosts that are not public; see {@link HttpsMediaStoreOptions}. @default false */
  allowPrivateNetworks?: boolean;
  /** The proxy of `https:` URLs; see {@link HttpsMediaStoreOptions}. @default none */
  proxy?: ProxySetting;
  /** More options of the `https:` store: networks, limits of size and time. @default {} */
  https?: HttpsMediaStoreOptions;
  /**
   * Stores for more URI schemes, without the colon: `{ s3: myStore }`. One for `file` or `https` replaces ours.
   *
   * @default {}
   */
  schemes?: Readonly<Record<string, MediaStore>>;
  /** The scheme of new files that no target is named for: one of `schemes`, or `file`. @default 'file' */
  newFiles?: string;
}

/**
 * One store over several, by URI scheme: `file:` and `https:`, and whatever `schemes` adds.
 *
 * @throws TypeError when there is no store for new files
 */
export function createMediaStore(options: MediaStoreOptions): MediaStore {
  const { directory, otherDirectories = [], allowPrivateNetworks = false, newFiles = 'file' } = options;
  const { proxy } = options;
  const https = new HttpsMediaStore({ allowPrivateNetworks, ...defined({ proxy }), ...options.https });
  const schemes = {
    ...(directory !== undefined && { file: new FileMediaStore([directory, ...otherDirectories]) }),
    https,
    http: https,
    ...options.schemes,
  };
  const forNew = Object.entries(schemes).find(([scheme]) => scheme === newFiles)?.[1];
  if (forNew === undefined || forNew === https) {
    const advice = newFiles === 'file' ? 'set "directory", or "newFiles" to one of "schemes"' : 'add it to "schemes"';
    throw new TypeError(`createMediaStore: no store for new files of the scheme "${newFiles}": ${advice}`);
  }
  return new SchemeMediaStore(forNew, schemes);
}

/** Sends every URI to the store of its scheme. */
class SchemeMediaStore implements MediaStore {
  readonly #newFiles: MediaStore;
  readonly #schemes: Readonly<Record<string, MediaStore>>;

  constructor(newFiles: MediaStore, schemes: Readonly<Record<string, MediaStore>>) {
    this.#newFiles = newFiles;
    this.#schemes = schemes;
  }

  async open(uri: string, signal?: AbortSignal, offset?: number): Promise<MediaSource> {
    return this.#storeFor(uri).open(uri, signal, offset);
  }

  async create(target: string | undefined, media: NewMedia): Promise<MediaSink> {
    const store = target === undefined ? this.#newFiles : this.#storeFor(target);
    return store.create(target, media);
  }

  #storeFor(uri: string): MediaStore {
    const scheme = uri.slice(0, uri.indexOf(':')).toLowerCase();
    const store = Object.hasOwn(this.#schemes, scheme) ? this.#schemes[scheme] : undefined;
    if (store) return store;
    throw new MediaError(
      'configuration',
      `${shownUri(uri)} has the scheme "${scheme}", but this worker's media store has: ${Object.keys(this.#schemes).join(', ')}`,
    );
  }
}
