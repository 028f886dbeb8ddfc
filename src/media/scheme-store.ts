import { FileMediaStore } from './file-store.js';
import { HttpsMediaStore } from './https-store.js';
import { MediaError, shownUri, type MediaSink, type MediaSource, type MediaStore, type NewMedia } from './store.js';

/** What a {@link createMediaStore} reads and writes. */
export interface MediaStoreOptions {
  /**
   * The directory of new files. Files below it can be read and replaced. A relative path starts at the working
   * directory.
   */
  directory: string;
  /** More directories whose files can be read and replaced. @default [] */
  otherDirectories?: readonly string[];
  /** Also reads `http:` URLs and hosts that are not public; see {@link HttpsMediaStoreOptions}. @default false */
  allowPrivateNetworks?: boolean;
  /**
   * Stores for more URI schemes, without the colon: `{ s3: myStore }`. One for `file` or `https` replaces ours.
   *
   * @default {}
   */
  schemes?: Readonly<Record<string, MediaStore>>;
}

/**
 * One store over several, by URI scheme: `file:` and `https:`, and whatever `schemes` adds. New files are `file:`.
 */
export function createMediaStore(options: MediaStoreOptions): MediaStore {
  const { directory, otherDirectories = [], allowPrivateNetworks = false, schemes = {} } = options;
  const https = new HttpsMediaStore({ allowPrivateNetworks });
  const file = new FileMediaStore([directory, ...otherDirectories]);
  return new SchemeMediaStore(file, { file, https, http: https, ...schemes });
}

/** Sends every URI to the store of its scheme. */
class SchemeMediaStore implements MediaStore {
  readonly #newFiles: MediaStore;
  readonly #schemes: Readonly<Record<string, MediaStore>>;

  constructor(newFiles: MediaStore, schemes: Readonly<Record<string, MediaStore>>) {
    this.#newFiles = newFiles;
    this.#schemes = schemes;
  }

  async open(uri: string, signal?: AbortSignal): Promise<MediaSource> {
    return this.#storeFor(uri).open(uri, signal);
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
