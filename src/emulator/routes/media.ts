/**
 * `POST /{phone-number-id}/media`, `GET` and `DELETE /{media-id}`, and the download of a media URL, which lives on the
 * emulator's own address and dies after `mediaUrlTtlMs`.
 */
import { createReadStream } from 'node:fs';
import { findMediaKind, mediaKinds, mediaLimits, type MediaKind } from '../../common/limits.js';
import { fileHeaders } from '../http/file-headers.js';
import { selectFields } from '../http/fields.js';
import type { Answer, GraphCall, ReceivedFile } from '../http/graph-call.js';
import { graphRoute, graphRouter, type GraphHandler, type GraphRoutes } from '../http/graph-pipeline.js';
import { calledPhoneNumber } from '../http/parameters.js';
import { GraphError, missingParameter, unknownObject } from '../meta/graph-error.js';
import { mediaType as mediaNode } from '../meta/node-types.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { MediaObject } from '../state/media/media-library.js';

export function mediaRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, { 'POST /:phoneNumberId/media': (call) => upload(call, state) });
}

/** The download of a media URL. As at Meta it fails with 404, whatever the reason: expired, made up, wrong token. */
export function downloadRoutes(state: EmulatorState): GraphRoutes {
  const notFound: Answer = { status: 404, body: '', headers: { 'content-type': 'text/html; charset=utf-8' } };
  const answer: GraphHandler = ({ parameters }) => {
    const media = state.media.findByUrl(parameters);
    return media ? download(media) : notFound;
  };
  const name = 'GET /whatsapp_business/attachments';
  return { routes: { [name]: graphRoute(state, answer, () => notFound) }, operations: [name] };
}

/** The media object that a path names; with `phone_number_id` only if that number uploaded or received it. */
export function describeMedia(call: GraphCall, media: MediaObject, state: EmulatorState): Answer {
  checkOwner(call, media);
  const described = {
    url: `${state.settings.mediaBaseUrl ?? call.origin}${state.media.urlPath(media, 'getMedia')}`,
    mime_type: media.mimeType,
    sha256: media.file.sha256,
    file_size: media.file.size,
    id: media.id,
    messaging_product: 'whatsapp',
  };
  return { body: selectFields(described, call.parameters, mediaNode) };
}

export async function deleteMedia(call: GraphCall, media: MediaObject, state: EmulatorState): Promise<Answer> {
  checkOwner(call, media);
  await state.media.delete(media);
  return { body: { success: true } };
}

function checkOwner(call: GraphCall, media: MediaObject): void {
  const owner = call.parameters['phone_number_id'];
  if (owner !== undefined && String(owner) !== media.phoneNumberId) throw unknownObject(call.method, media.id);
}

function upload(call: GraphCall, state: EmulatorState): Answer {
  const phoneNumber = calledPhoneNumber(call, state);
  const { file, parameters } = call;
  if (parameters['messaging_product'] === undefined) throw missingParameter('messaging_product');
  if (file?.field !== 'file') throw missingParameter('file');
  const { mimeType, kind } = mediaType(file, parameters['type']);
  const { maxBytes } = mediaLimits[kind];
  if (file.isTruncated || file.file.size > maxBytes) {
    const details = `The file has ${file.file.size} bytes; ${mimeType} may have at most ${maxBytes}.`;
    throw new GraphError({ code: 131053, details });
  }
  if (file.file.size === 0) throw new GraphError({ code: 131053, details: 'The file is empty.' });
  file.isKept = true;
  const { filename } = file;
  const media = state.media.add({ phoneNumberId: phoneNumber.id, mimeType, filename, file: file.file }, 'upload');
  return { body: { id: media.id } };
}

/** The part's own content type counts; `type` stands in when the part has none that says something. */
function mediaType(file: ReceivedFile, given: unknown): { mimeType: string; kind: MediaKind } {
  for (const mimeType of [file.mimeType, given]) {
    const kind = typeof mimeType === 'string' ? findMediaKind(mimeType) : undefined;
    if (kind) return { mimeType: String(mimeType), kind };
  }
  const allowed = mediaKinds.flatMap((kind) => mediaLimits[kind].mimeTypes).join(', ');
  throw new GraphError({
    code: 100,
    message:
      `(#100) Param file must be a file with one of the following types: ${allowed}. ` +
      `Received file of type '${file.mimeType}'.`,
  });
}

function download(media: MediaObject): Answer {
  return {
    stream: createReadStream(media.file.path),
    headers: { ...fileHeaders(media, 'attachment'), 'content-length': String(media.file.size) },
  };
}
