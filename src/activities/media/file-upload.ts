/** Uploads to the sessions of an app, which go on where they broke off. Their handles stand for the files. */
import { Readable } from 'node:stream';
import { ApplicationFailure } from '@temporalio/common';
import type { UploadFileResult, WhatsAppActivities } from '../../common/activity-contract.js';
import { WhatsAppFailureType as T } from '../../common/failures.js';
import { uploadFileInputSchema, type UploadFileInput } from '../../common/inputs/index.js';
import { fileUploadMimeTypes } from '../../common/limits.js';
import { withMimeType } from '../../media/mime-type.js';
import { shownUri, type MediaSource, type MediaStore } from '../../media/store.js';
import { defineActivity, type Attempt } from '../attempt/activity.js';
import { mediaFailure } from '../attempt/failure.js';
import { metered } from '../form-files.js';
import { member, streamTimeouts, textMember, type Call, type GraphCaller } from '../graph-caller.js';
import { planUpload } from './upload-plan.js';
import { readUnfinished, sessionId, type UnfinishedUpload } from './unfinished-upload.js';

/** What an upload needs of its worker. */
export interface FileUploadTools {
  graph: GraphCaller;
  media: MediaStore;
}

/** A file for a session, and whose token opens it. */
export interface FileToHand extends UploadFileInput {
  phoneNumberId?: string | undefined;
  /** The types that will do. @default all that have handles */
  mimeTypes?: readonly string[];
}

/** Shorter than the heartbeat timeout: nothing is reported before there is a session to go on with. */
const timeouts = { request: 20_000 };

/** A file that is open at the byte from which it goes on. */
interface OpenUpload {
  upload: Omit<UnfinishedUpload, 'version'> & { version?: string | undefined };
  content: Readable;
  offset: number;
}

export function fileUploadActivities(tools: FileUploadTools): Pick<WhatsAppActivities, 'uploadWhatsAppFile'> {
  return {
    uploadWhatsAppFile: defineActivity('uploadWhatsAppFile', uploadFileInputSchema, (input, attempt) =>
      uploadFile(tools, input, attempt),
    ),
  };
}

/** Uploads a file, or the rest of one that an earlier attempt has begun. */
export async function uploadFile(
  tools: FileUploadTools,
  file: FileToHand,
  attempt: Attempt,
): Promise<UploadFileResult> {
  const call: Call = { attempt, credential: file.credential, phoneNumberId: file.phoneNumberId, idempotent: true };
  const handle = await goOn(tools, file, call);
  if (handle !== undefined) return handle;
  return withSource(await tools.media.open(file.media, attempt.signal), async (source) => {
    const { content, ...plan } = await planFile(file, source, attempt);
    const session = await openSession(tools.graph, file, call, plan);
    return send(tools.graph, call, { upload: { session, version: source.version, ...plan }, content, offset: 0 });
  });
}

/** How often one attempt goes on with a session that has moved on since it was asked. */
const maxAsked = 3;

/** Undefined when there is nothing to go on with: no session, one that is gone or complete, or another file by now. */
async function goOn(tools: FileUploadTools, file: FileToHand, call: Call): Promise<UploadFileResult | undefined> {
  const upload = readUnfinished(call.attempt.reported);
  let before = 0;
  for (let asked = 0; upload !== undefined && asked < maxAsked; asked += 1) {
    const offset = await unlessRefused(() => readOffset(tools.graph, call, upload.session));
    // The handle of a session that has all bytes went with its lost answer. One that has moved on since it was asked
    // still took bytes of the attempt before.
    if (offset === undefined || offset <= before || offset >= upload.size) return undefined;
    const handle = await sendRest(tools, file, call, upload, offset);
    if (handle !== undefined) return handle;
    before = offset;
  }
  return undefined;
}

async function sendRest(
  tools: FileUploadTools,
  file: FileToHand,
  call: Call,
  upload: UnfinishedUpload,
  offset: number,
): Promise<UploadFileResult | undefined> {
  const opened = await tools.media.open(file.media, call.attempt.signal, offset).catch(() => undefined);
  if (opened === undefined) return undefined;
  return withSource(opened, async (source) => {
    if (source.version !== upload.version || source.size !== upload.size) return undefined;
    const content = skipBytes(source.content, offset - (source.start ?? 0));
    return unlessRefused(() => send(tools.graph, call, { upload, content, offset }));
  });
}

async function withSource<Result>(
  source: MediaSource,
  work: (source: MediaSource) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(source);
  } finally {
    source.content.destroy();
  }
}

interface FilePlan {
  mimeType: string;
  filename: string;
  size: number;
}

async function planFile(
  file: FileToHand,
  source: MediaSource,
  { activity }: Attempt,
): Promise<FilePlan & { content: Readable }> {
  const { filename: wanted = source.filename } = file;
  const known = { given: file.mimeType, filename: wanted, named: source.mimeType };
  const { content, ...typed } = await withMimeType(source.content, known);
  const refuse = (problem: string): Error => mediaFailure(`${activity}: ${shownUri(file.media)} ${problem}`, false);
  const { mimeTypes = fileUploadMimeTypes } = file;
  if (!mimeTypes.includes(typed.mimeType)) throw refuse(`is ${typed.mimeType}; it has to be ${mimeTypes.join(' or ')}`);
  if (source.size === undefined) throw refuse('comes without its length, which Meta wants to know first');
  const plan = planUpload({ ...file, activity }, { ...typed, filename: wanted, size: source.size });
  return { content, mimeType: plan.mimeType, filename: plan.filename, size: source.size };
}

async function openSession(
  graph: GraphCaller,
  { appId }: FileToHand,
  call: Call,
  { filename, mimeType, size }: FilePlan,
): Promise<string> {
  const query = { file_name: filename, file_length: size, file_type: mimeType };
  const response = await graph.request(call, { method: 'POST', path: `/${appId}/uploads`, query, timeouts });
  const session = textMember(response.body, 'id');
  if (session === undefined || !sessionId.test(session)) throw graph.unexpectedAnswer(call, response, 'upload session');
  return session;
}

async function readOffset(graph: GraphCaller, call: Call, session: string): Promise<number> {
  const node = sessionNode(session);
  const response = await graph.request(call, { method: 'GET', ...node, authorization: 'OAuth', timeouts });
  const offset = Number(member(response.body, 'file_offset') ?? NaN);
  if (!Number.isSafeInteger(offset) || offset < 0) throw graph.unexpectedAnswer(call, response, '"file_offset"');
  return offset;
}

/** Streams the bytes from the offset on, and returns the handle of the whole file. */
async function send(
  graph: GraphCaller,
  call: Call,
  { upload, content, offset }: OpenUpload,
): Promise<UploadFileResult> {
  const { session, version, ...plan } = upload;
  const size = plan.size - offset;
  const meter = metered(content, { maxBytes: size, expectedBytes: size });
  const request = {
    method: 'POST',
    ...sessionNode(session),
    authorization: 'OAuth',
    headers: { file_offset: String(offset) },
    body: { content: meter, contentType: plan.mimeType, size },
    timeouts: streamTimeouts,
  } as const;
  const unfinished = version === undefined ? {} : { upload: { session, version, ...plan } };
  const response = await call.attempt
    .reporting(
      () => offset + meter.bytes,
      () => graph.request(call, request),
      unfinished,
    )
    .catch((error: unknown) => {
      // The request only knows that its body broke off.
      throw meter.problem ?? error;
    });
  const handle = textMember(response.body, 'h');
  if (handle === undefined) throw graph.unexpectedAnswer(call, response, 'handle "h"');
  return { handle, ...plan };
}

/** The id of a session has a signature behind it, as a query. */
function sessionNode(session: string): { path: string; query: Record<string, string> } {
  const [id = '', query] = session.split('?', 2);
  return { path: `/${id}`, query: Object.fromEntries(new URLSearchParams(query)) };
}

const ofTheCaller: readonly string[] = [T.Authentication, T.Permission, T.Configuration, T.Media];

/** Undefined where Meta refuses the session: it has expired, or goes on at another byte. */
async function unlessRefused<Result>(ask: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await ask();
  } catch (error) {
    const isRefused = error instanceof ApplicationFailure && error.nonRetryable === true;
    if (isRefused && !ofTheCaller.includes(error.type ?? '')) return undefined;
    throw error;
  }
}

/** The bytes behind the first ones. */
function skipBytes(content: Readable, count: number): Readable {
  return count === 0 ? content : Readable.from(bytesAfter(content, count), { objectMode: false });
}

async function* bytesAfter(content: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of content) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
