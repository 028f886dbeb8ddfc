/** The media store that a configuration wants: a folder, and a bucket if there is one. */
import type { Config } from './environment/config.js';
import { S3MediaStore } from './media/s3/s3-store.js';
import { createMediaStore } from './media/scheme-store.js';
import type { MediaStore } from './media/store.js';

/** New files go to the bucket where there is one. The folder can be read all the same. */
export function configuredMedia({ media }: Pick<Config, 'media'>): MediaStore {
  const { s3, ...folder } = media;
  const bucket = s3 && { schemes: { s3: new S3MediaStore(s3) }, newFiles: 's3' };
  return createMediaStore({ ...folder, proxy: 'environment', ...bucket });
}

/** The store of a receiver: a folder of its own would be of no use to the worker, and a bucket is for both. */
export function receiverMedia(config: Pick<Config, 'media'>): MediaStore | undefined {
  return config.media.s3 && configuredMedia(config);
}
