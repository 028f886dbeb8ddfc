import { MediaError } from '../store.js';

/** One object of a bucket, as the SDK names it. */
export interface S3Object {
  Bucket: string;
  Key: string;
}

interface Location {
  bucket: string;
  /** The beginning of every key: empty, or with a slash at its end. */
  prefix: string;
}

/** The places of a store, `s3://bucket/prefix/`, and what is below them. */
export class S3Locations {
  readonly #texts: readonly string[];
  readonly #locations: readonly Location[];

  /** @throws TypeError for a text that names no bucket */
  constructor(locations: readonly string[]) {
    this.#texts = locations;
    this.#locations = locations.map(parseLocation);
  }

  /** The URI of a new file in the first place. */
  newUri(filename: string): string {
    const { bucket, prefix } = this.#locations[0] as Location;
    return `s3://${bucket}/${[...prefix.split('/').slice(0, -1), filename].map(encodeURIComponent).join('/')}`;
  }

  /** The object of a URI. @throws MediaError when it is none, or lies elsewhere */
  findObject(uri: string): S3Object {
    const object = parseUri(uri);
    if (object === undefined) {
      throw new MediaError('unreadable', `${uri} is not the URI of an object: expected "s3://bucket/key"`);
    }
    const isInside = this.#locations.some(
      ({ bucket, prefix }) => object.Bucket === bucket && object.Key.startsWith(prefix),
    );
    if (isInside) return object;
    throw new MediaError(
      'configuration',
      `${uri} is outside of the worker's places (${this.#texts.join(', ')}): ` +
        'move the object there or add its place to the S3MediaStore',
    );
  }
}

function parseLocation(text: string): Location {
  const [, bucket, path = ''] = /^s3:\/\/([A-Za-z0-9._-]+)(?:\/([^?#]*))?$/.exec(text) ?? [];
  const prefix = decode(path);
  if (bucket === undefined || prefix === undefined) {
    throw new TypeError(`S3MediaStore: "${text}" is no place: expected "s3://bucket" or "s3://bucket/prefix/"`);
  }
  return { bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
}

/** Undefined for a URI that names no object, or one whose key some servers read as a path that climbs out. */
function parseUri(uri: string): S3Object | undefined {
  const [, bucket, path = ''] = /^s3:\/\/([A-Za-z0-9._-]+)\/([^?#]+)$/i.exec(uri) ?? [];
  const key = decode(path);
  const climbs = key?.split(/[/\\]/).some((part) => part === '.' || part === '..');
  if (bucket === undefined || key === undefined || climbs || key.endsWith('/')) return undefined;
  return { Bucket: bucket, Key: key };
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
