/** A store of `s3:` URIs, in Amazon S3 and in what speaks its protocol. */
import type { Readable } from 'node:stream';
import type { GetObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { defined } from '../../common/schema/defined.js';
import { filenameFromDisposition } from '../content-disposition.js';
import { S3Locations, type S3Object } from './s3-locations.js';
import type { S3ClientOptions } from './s3-options.js';
import { configuredClient, readFailure, sdk, writeFailure } from './s3-sdk.js';
import { S3Sink } from './s3-sink.js';
import {
  filenameFromUri,
  MediaError,
  type MediaSink,
  type MediaSource,
  type MediaStore,
  type NewMedia,
} from '../store.js';

/** What an {@link S3MediaStore} may read and write, and how it reaches the server. */
export interface S3MediaStoreOptions extends S3ClientOptions {
  /** The place of new files, and of files to read: `s3://bucket` or `s3://bucket/prefix/`. */
  location: string;
  /** More places whose objects can be read and replaced, in the same form. @default [] */
  otherLocations?: readonly string[];
  /**
   * A client of yours, of the package `@aws-sdk/client-s3`. It stays yours to close, and the other options of the
   * connection are ignored.
   *
   * @default one with the options of this store
   */
  client?: object;
}

/**
 * A store of `s3://bucket/key` URIs, below configured places only. In a URI a character of the key that no URI has is
 * percent-encoded, and `%` is `%25`.
 *
 * Give it to `createMediaStore({ schemes: { s3: store }, newFiles: 's3' })`. The packages `@aws-sdk/client-s3` and
 * `@aws-sdk/lib-storage` are loaded when they are first needed: `npm install @aws-sdk/client-s3 @aws-sdk/lib-storage`.
 *
 * A file above 5 MiB is written in parts of that size, two at once. It appears when it is whole. A process that is
 * killed leaves parts in the bucket. A lifecycle rule of the bucket (`AbortIncompleteMultipartUpload`) removes them.
 */
export class S3MediaStore implements MediaStore {
  readonly #locations: S3Locations;
  readonly #options: S3MediaStoreOptions;
  #client: Promise<S3Client> | undefined;

  /** Opens no connection yet. @throws TypeError for a location that is none */
  constructor(options: S3MediaStoreOptions) {
    this.#options = options;
    this.#locations = new S3Locations([options.location, ...(options.otherLocations ?? [])]);
  }

  /** Requests an object. Its name is that of its Content-Disposition, else the last part of its key. */
  async open(uri: string, signal?: AbortSignal, offset = 0): Promise<MediaSource> {
    const object = { ...this.#locations.findObject(uri), ...(offset > 0 && { Range: `bytes=${offset}-` }) };
    const client = await this.#connected();
    const { GetObjectCommand } = await sdk();
    const answer = await client
      .send(new GetObjectCommand(object), signal ? { abortSignal: signal } : {})
      .catch((error: unknown) => Promise.reject(readFailure(uri, error)));
    // In Node the body of the SDK is a stream.
    const content = answer.Body as Readable;
    content.on('error', () => undefined);
    if (answer.ContentLength === 0) {
      content.destroy();
      throw new MediaError('unreadable', `${uri} is empty; WhatsApp takes no empty files`);
    }
    const filename = filenameFromDisposition(answer.ContentDisposition) ?? filenameFromUri(uri);
    const { ETag: version, ContentType: mimeType } = answer;
    return { content, filename, ...part(answer), ...defined({ version, mimeType }) };
  }

  /** Begins a new object, or one that replaces another. */
  async create(target: string | undefined, media: NewMedia): Promise<MediaSink> {
    const uri = target ?? this.#locations.newUri(media.filename);
    const object: S3Object = this.#locations.findObject(uri);
    const client = await this.#connected();
    const { Upload } = await sdk();
    const fail = (error: unknown): MediaError => writeFailure(uri, error);
    return new S3Sink({ uri, fail }, (body) => {
      const params = { ...object, Body: body, ContentType: media.mimeType };
      // One part at a time: each more is 5 MiB in memory, and what is downloaded meanwhile is another.
      return new Upload({ client, params, queueSize: 1 }).done();
    });
  }

  /** Closes the connections that are kept open. A client of yours stays open. */
  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    if (client !== undefined && client !== this.#options.client) client.destroy();
  }

  #connected(): Promise<S3Client> {
    const { client } = this.#options;
    this.#client ??= client ? Promise.resolve(client as S3Client) : configuredClient(this.#options);
    this.#client.catch(() => {
      this.#client = undefined;
    });
    return this.#client;
  }
}

/** The size of the whole object, and where the bytes begin that came. A server may ignore a range. */
function part({ ContentRange, ContentLength }: GetObjectCommandOutput): Pick<MediaSource, 'size' | 'start'> {
  const [, start, size] = /^bytes (\d+)-\d+\/(\d+)$/.exec(ContentRange ?? '') ?? [];
  if (start === undefined) return defined({ size: ContentLength });
  return { start: Number(start), size: Number(size) };
}
