/**
 * Resumable uploads: `POST /{app-id}/uploads` opens a session, `POST /{upload-id}` takes bytes from an offset on, and
 * `GET /{upload-id}` tells how many have come. The last byte brings a handle.
 *
 * @see "Resumable Upload API" https://developers.facebook.com/docs/graph-api/guides/upload (read 2026-11)
 */
import { fileUploadMimeTypes, findMediaKind, mediaLimits } from '../../common/limits.js';
import type { Answer, GraphCall } from '../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../http/graph-pipeline.js';
import { optional, required } from '../http/parameters.js';
import { throttle } from '../http/throttle.js';
import { invalidParameter, unknownObject } from '../meta/graph-error.js';
import { isSameSecret } from '../meta/secrets.js';
import type { TemplateComponent } from '../state/accounts/templates.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { UploadSession } from '../state/media/upload-sessions.js';

export function uploadRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, { 'POST /:appId/uploads': (call) => open(call, state) });
}

function open(call: GraphCall, state: EmulatorState): Answer {
  const { parameters, app, method, objectId } = call;
  if (app.appId !== objectId) throw unknownObject(method, objectId);
  const filename = optional(parameters, 'file_name') ?? 'file';
  const size = Number(required(parameters, 'file_length'));
  const given = required(parameters, 'file_type').toLowerCase();
  // Meta also takes the extension that is no type of its own.
  const mimeType = given === 'image/jpg' ? 'image/jpeg' : given;
  if (!fileUploadMimeTypes.includes(mimeType)) throw invalidParameter(`file_type ${given} is not supported.`);
  const { maxBytes } = mediaLimits[findMediaKind(mimeType) ?? 'document'];
  if (!Number.isInteger(size) || size < 1 || size > maxBytes) {
    throw invalidParameter(`file_length must be 1 to ${maxBytes} for ${mimeType}.`);
  }
  const { id, signature } = state.sessions.open({ appId: app.appId, filename, mimeType, size });
  return { body: { id: `${id}?sig=${signature}` } };
}

export function describeSession(call: GraphCall, session: UploadSession): Answer {
  checkSignature(call, session);
  return { body: { id: `${session.id}?sig=${session.signature}`, file_offset: session.offset } };
}

export async function takeBytes(call: GraphCall, session: UploadSession, state: EmulatorState): Promise<Answer> {
  checkSignature(call, session);
  const { bytes, headers, fault } = call;
  const turn = await state.sessions.takeOver(session);
  checkKnown(call, session, state);
  if (headers['file_offset'] !== String(session.offset)) {
    throw invalidParameter(`The header file_offset must be ${session.offset}, where this session goes on.`);
  }
  const { breakAt = Infinity, bytesPerSecond } = fault?.fault ?? {};
  if (bytes) {
    const taken = state.sessions.append(session, turn, throttle(bytes, bytesPerSecond), breakAt);
    // Its file may be gone with it.
    await taken.finally(() => checkKnown(call, session, state));
  }
  const { offset, size, handle } = session;
  if (handle === undefined) throw invalidParameter(`${offset} bytes have come of ${size}.`);
  return { body: { h: handle } };
}

/** @throws GraphError when the session was forgotten while its bytes came. */
function checkKnown({ method, objectId }: GraphCall, session: UploadSession, state: EmulatorState): void {
  if (state.sessions.find(session.id) !== session) throw unknownObject(method, objectId);
}

/** Who does not know the signature, or comes in the name of another app, sees no session. */
function checkSignature({ parameters, app, method, objectId }: GraphCall, session: UploadSession): void {
  const isKnown = isSameSecret(String(parameters['sig']), session.signature);
  if (!isKnown || session.appId !== app.appId) throw unknownObject(method, objectId);
}

/** @throws GraphError for a handle of no whole file of this emulator, or of a file of another type */
export function requireHandle(handle: string, mimeTypes: readonly string[], state: EmulatorState): void {
  if (state.settings.anyId) return;
  const mimeType = state.sessions.findByHandle(handle)?.mimeType;
  if (mimeType === undefined) throw invalidParameter('The handle is not one that a resumable upload has brought.');
  if (!mimeTypes.includes(mimeType)) {
    throw invalidParameter(`The handle is of ${mimeType}; it has to be of ${mimeTypes.join(' or ')}.`);
  }
}

const sampleTypes: Readonly<Record<string, readonly string[]>> = {
  IMAGE: ['image/jpeg', 'image/png'],
  VIDEO: ['video/mp4'],
  DOCUMENT: ['application/pdf'],
};

/** @throws GraphError when the sample of a header is no handle, or one of a file of another type */
export function checkSamples(components: readonly TemplateComponent[], state: EmulatorState): void {
  for (const { type, format = '', ...rest } of components) {
    const mimeTypes = sampleTypes[format];
    const { header_handle: handles = [] } = (rest['example'] ?? {}) as { header_handle?: unknown };
    if (type !== 'HEADER' || mimeTypes === undefined) continue;
    for (const handle of [handles].flat()) requireHandle(String(handle), mimeTypes, state);
  }
}
