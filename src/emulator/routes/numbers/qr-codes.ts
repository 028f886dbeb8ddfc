/**
 * `GET` and `POST /{phone-number-id}/message_qrdls`, `GET` and `DELETE /{phone-number-id}/message_qrdls/{qr-code-id}`:
 * QR codes and short links that open a chat with a message to send. The URL of an image leads nowhere.
 *
 * @see "QR codes and short links" https://developers.facebook.com/docs/whatsapp/business-management-api/qr-codes (read
 * 2026-11)
 */
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { page } from '../../http/paging.js';
import { calledPhoneNumber, enumValue, optional, required } from '../../http/parameters.js';
import { GraphError, invalidParameter, unknownObject } from '../../meta/graph-error.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { qrCodeLimit, type QrCode, type QrCodes } from '../../state/numbers/qr-codes.js';

const longestMessage = 140;

export function qrCodeRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, {
    'GET /:phoneNumberId/message_qrdls': (call) => list(call, state),
    'POST /:phoneNumberId/message_qrdls': (call) => put(call, state),
    'GET /:phoneNumberId/message_qrdls/:qrCodeId': (call) => read(call, state),
    'DELETE /:phoneNumberId/message_qrdls/:qrCodeId': (call) => remove(call, state),
  });
}

function list(call: GraphCall, state: EmulatorState): Answer {
  const { qrCodes } = calledPhoneNumber(call, state).features;
  const wanted = optional(call.parameters, 'code');
  const found = qrCodes.all().filter(({ code }) => wanted === undefined || code === wanted);
  return {
    body: page(
      found.map((code) => shown(code, call.parameters)),
      call,
    ),
  };
}

/** Each request without `code` makes a new one. */
function put(call: GraphCall, state: EmulatorState): Answer {
  const { qrCodes } = calledPhoneNumber(call, state).features;
  const { parameters } = call;
  const message = required(parameters, 'prefilled_message');
  if (message.length > longestMessage) {
    throw invalidParameter(`Param prefilled_message must have at most ${longestMessage} characters.`);
  }
  const format = optional(parameters, 'generate_qr_image');
  const imageFormat = format === undefined ? undefined : imageFormatFrom(format);
  const code = optional(parameters, 'code');
  const known = code === undefined ? undefined : knownCode(qrCodes, code);
  if (known) known.message = message;
  else if (qrCodes.isFull) throw invalidParameter(`A phone number can have ${qrCodeLimit} QR codes.`);
  const createdAtMs = state.settings.clock();
  const put = known ?? qrCodes.add({ message, createdAtMs, ...(imageFormat && { imageFormat }) });
  return { body: { ...plain(put), ...(imageFormat && { qr_image_url: imageUrl(put.code, imageFormat) }) } };
}

function read(call: GraphCall, state: EmulatorState): Answer {
  const { qrCodes } = calledPhoneNumber(call, state).features;
  return { body: { data: [shown(knownCode(qrCodes, codeIn(call)), call.parameters)] } };
}

function remove(call: GraphCall, state: EmulatorState): Answer {
  const { qrCodes } = calledPhoneNumber(call, state).features;
  if (!qrCodes.delete(codeIn(call))) throw unknownObject(call.method, codeIn(call));
  return { body: { success: true } };
}

function codeIn({ path }: GraphCall): string {
  return path.split('/')[3] ?? '';
}

function knownCode(qrCodes: QrCodes, code: string): QrCode {
  const found = qrCodes.find(code);
  if (found) return found;
  throw new GraphError({
    code: 100,
    message: 'Invalid parameter',
    userTitle: 'QR code not found',
    userMessage: `This phone number has no QR code ${code}.`,
  });
}

/** An image and the creation time are shown to who asks for them: `fields=code,qr_image_url.format(SVG)`. */
function shown(code: QrCode, parameters: Parameters): Parameters {
  const fields = optional(parameters, 'fields');
  if (fields === undefined) return plain(code);
  const format = /qr_image_url\.format\((\w+)\)/.exec(fields)?.[1];
  const all: Parameters = {
    ...plain(code),
    creation_time: Math.floor(code.createdAtMs / 1000),
    qr_image_url: format && imageUrl(code.code, imageFormatFrom(format)),
  };
  const names = fields.split(',').map((field) => field.trim().split('.')[0] ?? '');
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) => value !== undefined && (name === 'code' || names.includes(name))),
  );
}

function plain({ code, message }: QrCode): Parameters {
  return { code, prefilled_message: message, deep_link_url: `https://wa.me/message/${code}` };
}

function imageFormatFrom(format: string): 'PNG' | 'SVG' {
  return enumValue(format, 'generate_qr_image', ['PNG', 'SVG']) as 'PNG' | 'SVG';
}

function imageUrl(code: string, format: 'PNG' | 'SVG'): string {
  return `https://scontent.example/qr/${code}.${format.toLowerCase()}`;
}
