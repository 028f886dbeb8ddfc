import { createHmac } from 'node:crypto';
import type { IdSource } from '../../meta/id-source.js';
import { isSameSecret } from '../../meta/secrets.js';
import { forgetOldest } from '../kept-records.js';
import type { StoredFile, UploadFolder } from './upload-folder.js';

const dayMs = 86_400_000;

/**
 * How long a media id lives, in milliseconds: 30 days when a business uploaded it, 7 when it came with a webhook.
 *
 * @see "Media" https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media (read 2026-11)
 */
const lifeMs = { upload: 30 * dayMs, webhook: 7 * dayMs } as const;

export interface MediaObject {
  id: string;
  /** The number that uploaded or received it; no other number can send it. */
  phoneNumberId: string;
  mimeType: string;
  filename?: string;
  file: StoredFile;
  expiresAtMs: number;
}

export interface MediaLibraryOptions {
  clock: () => number;
  ids: IdSource;
  urlTtlMs: number;
  /** Most objects; the oldest go first, with their files. */
  limit: number;
  /** Key of the hash in media URLs. */
  secret: string;
  folder: UploadFolder;
}

/** Media objects, and the short-lived URLs that they can be downloaded from. */
export class MediaLibrary {
  readonly #media = new Map<string, MediaObject>();
  readonly #options: MediaLibraryOptions;

  constructor(options: MediaLibraryOptions) {
    this.#options = options;
  }

  add(media: Omit<MediaObject, 'id' | 'expiresAtMs'>, origin: keyof typeof lifeMs): MediaObject {
    const added = {
      ...media,
      id: this.#options.ids.objectId('media'),
      expiresAtMs: this.#options.clock() + lifeMs[origin],
    };
    this.#media.set(added.id, added);
    for (const { file } of forgetOldest(this.#media, this.#options.limit)) void this.#options.folder.discard(file);
    return added;
  }

  find(id: string): MediaObject | undefined {
    const media = this.#media.get(id);
    return media && media.expiresAtMs > this.#options.clock() ? media : undefined;
  }

  all(): MediaObject[] {
    return [...this.#media.values()];
  }

  /** Brings back a saved object with its id. */
  restore(media: MediaObject): void {
    this.#media.set(media.id, media);
  }

  async delete(media: MediaObject): Promise<void> {
    this.#media.delete(media.id);
    await this.#options.folder.discard(media.file);
  }

  /** Path and query below the emulator's own address, in the form of Meta's download host. */
  urlPath(media: MediaObject, source: 'getMedia' | 'webhook'): string {
    const expires = String(Math.floor((this.#options.clock() + this.#options.urlTtlMs) / 1000));
    const query = new URLSearchParams({ mid: media.id, source, ext: expires, hash: this.#hash(media.id, expires) });
    return `/whatsapp_business/attachments/?${query.toString()}`;
  }

  /** The media of a download URL; undefined when the URL has expired, was made up, or the media is gone. */
  findByUrl(query: Record<string, unknown>): MediaObject | undefined {
    const id = String(query['mid']);
    const expires = String(query['ext']);
    if (!isSameSecret(String(query['hash']), this.#hash(id, expires))) return undefined;
    return Number(expires) * 1000 > this.#options.clock() ? this.find(id) : undefined;
  }

  clear(): void {
    this.#media.clear();
  }

  #hash(id: string, expires: string): string {
    return createHmac('sha256', this.#options.secret).update(`${id}.${expires}`).digest('base64url');
  }
}
