/** What an attempt reports of an upload, so that the next one can go on with it. */
import { z } from 'zod';

/** A session as Meta names it: an id without a slash, and its signature. */
export const sessionId = /^upload:[^/?#]+(\?[^#]*)?$/;

/** An upload that has begun. */
export interface UnfinishedUpload {
  /** The id of the session at Meta, with its signature. */
  session: string;
  /** What the store said the bytes are. */
  version: string;
  mimeType: string;
  filename: string;
  /** Of the whole file, in bytes. */
  size: number;
}

const reported = z.object({
  upload: z.object({
    session: z.string().regex(sessionId),
    version: z.string(),
    mimeType: z.string(),
    filename: z.string(),
    size: z.number().int().min(1),
  }),
});

/** The upload in what an earlier attempt has reported; undefined when there is none. */
export function readUnfinished(details: unknown): UnfinishedUpload | undefined {
  return reported.safeParse(details).data?.upload;
}
