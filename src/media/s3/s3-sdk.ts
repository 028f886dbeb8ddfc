/** The AWS SDK, which is loaded when it is first needed, and its errors in the words of a store. */
import type * as clientS3 from '@aws-sdk/client-s3';
import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import type * as libStorage from '@aws-sdk/lib-storage';
import { defined } from '../../common/schema/defined.js';
import type { S3ClientOptions } from './s3-options.js';
import { MediaError, type MediaProblem } from '../store.js';

interface Sdk {
  S3Client: typeof clientS3.S3Client;
  GetObjectCommand: typeof clientS3.GetObjectCommand;
  Upload: typeof libStorage.Upload;
}

let loaded: Promise<Sdk> | undefined;

/** Loads both packages. @throws MediaError when one is not installed */
export function sdk(): Promise<Sdk> {
  loaded ??= load();
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
}

async function load(): Promise<Sdk> {
  try {
    const [client, storage] = await Promise.all([import('@aws-sdk/client-s3'), import('@aws-sdk/lib-storage')]);
    return { S3Client: client.S3Client, GetObjectCommand: client.GetObjectCommand, Upload: storage.Upload };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const packages = '@aws-sdk/client-s3 @aws-sdk/lib-storage';
    throw new MediaError('configuration', `S3MediaStore needs the AWS SDK: npm install ${packages}`);
  }
}

/** A client that makes one attempt: the engine retries. */
export async function configuredClient(options: S3ClientOptions): Promise<S3Client> {
  const { S3Client: Client } = await sdk();
  const { endpoint, region, credentials, forcePathStyle = endpoint !== undefined } = options;
  // Other servers may not know the checksums that Amazon's own takes by default.
  const checksums = endpoint === undefined ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
  const config: S3ClientConfig = {
    forcePathStyle,
    maxAttempts: 1,
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000 },
    ...defined({ endpoint, region, credentials }),
  };
  return new Client(config);
}

const problemByName: Readonly<Record<string, MediaProblem>> = {
  NoSuchKey: 'missing',
  NotFound: 'missing',
  NoSuchBucket: 'configuration',
  AccessDenied: 'configuration',
  InvalidAccessKeyId: 'configuration',
  SignatureDoesNotMatch: 'configuration',
  InvalidBucketName: 'configuration',
  PermanentRedirect: 'configuration',
  AuthorizationHeaderMalformed: 'configuration',
  InvalidObjectState: 'unreadable',
  KeyTooLongError: 'unusable',
};

/** The error for an object that cannot be read. */
export function readFailure(uri: string, error: unknown): MediaError {
  return toMediaError(error, 'unavailable', (reason) => `${uri} cannot be read: ${reason}`);
}

/** The error for an object that cannot be written. */
export function writeFailure(uri: string, error: unknown): MediaError {
  return toMediaError(error, 'unwritable', (reason) => `${uri} cannot be written: ${reason}`);
}

function toMediaError(error: unknown, otherwise: MediaProblem, say: (reason: string) => string): MediaError {
  if (error instanceof MediaError) return error;
  const { name, code } = error as { name?: string; code?: string };
  const reason = name === undefined || name === 'Error' ? (code ?? 'unknown error') : name;
  return new MediaError((Object.hasOwn(problemByName, reason) && problemByName[reason]) || otherwise, say(reason));
}
