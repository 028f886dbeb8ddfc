import type { z } from 'zod';
import type { UploadMediaResult, WhatsAppActivities } from '../common/activity-contract.js';
import { uploadMediaInputSchema } from '../common/inputs/index.js';
import { findMediaKind, mediaLimits } from '../common/limits.js';
import { defined } from '../common/schema/defined.js';
import type { GraphFormFile, GraphResponse } from '../graph/request.js';
import type { Meter } from '../media/meter.js';
import { nameFor, withMimeType } from '../media/mime-type.js';
import { shownUri, type MediaSource, type MediaStore } from '../media/store.js';
import { defineActivity, type Attempt } from './attempt/activity.js';
import { mediaFailure } from './attempt/failure.js';
import { metered } from './form-files.js';
import { streamTimeouts, textMember, type Call, type GraphCaller } from './graph-caller.js';

type UploadInput = z.output<typeof uploadMediaInputSchema>;

export function mediaUploadActivities(
  graph: GraphCaller,
  media: MediaStore,
): Pick<WhatsAppActivities, 'uploadWhatsAppMedia'> {
  return {
    uploadWhatsAppMedia: defineActivity('uploadWhatsAppMedia', uploadMediaInputSchema, async (input, attempt) => {
      const source = await media.open(input.media, attempt.signal);
      try {
        return await upload(graph, input, attempt, source);
      } finally {
        source.content.destroy();
      }
    }),
  };
}

async function upload(
  graph: GraphCaller,
  input: UploadInput,
  attempt: Attempt,
  source: MediaSource,
): Promise<UploadMediaResult> {
  const { phoneNumberId, credential } = input;
  const { file, meter } = await prepareFile(input, source);
  const { filename, contentType: mimeType } = file;
  const call: Call = { attempt, credential, phoneNumberId, idempotent: true };
  const send = (): Promise<GraphResponse> =>
    graph.request(call, {
      method: 'POST',
      path: `/${phoneNumberId}/media`,
      form: { fields: { messaging_product: 'whatsapp', type: mimeType }, files: [file] },
      timeouts: streamTimeouts,
    });
  const response = await attempt
    .reporting(() => meter.bytes, send)
    .catch((error: unknown) => {
      // The request only knows that its body broke off.
      throw meter.problem ?? error;
    });
  const mediaId = textMember(response.body, 'id');
  if (mediaId === undefined) throw graph.unexpectedAnswer(call, response, 'media id');
  return { mediaId, mimeType, size: meter.bytes, sha256: meter.sha256, filename };
}

/** The file of the form, whose bytes are checked against WhatsApp's limits while they pass. */
async function prepareFile(input: UploadInput, source: MediaSource): Promise<{ file: GraphFormFile; meter: Meter }> {
  const { filename: wanted = source.filename } = input;
  const known = { given: input.mimeType, filename: wanted, named: source.mimeType };
  const { content, mimeType } = await withMimeType(source.content, known);
  const maxBytes = checkLimits(input.media, mimeType, source.size);
  const meter = metered(content, {
    maxBytes,
    onTooLarge: (bytes) => tooLarge(input.media, mimeType, bytes, maxBytes),
    ...defined({ expectedBytes: source.size }),
  });
  const sized = defined({ size: source.size });
  const filename = nameFor(wanted, mimeType);
  return { file: { name: 'file', filename, contentType: mimeType, content: meter, ...sized }, meter };
}

/** Refuses what WhatsApp does not take. @returns the largest size of this type, in bytes */
function checkLimits(uri: string, mimeType: string, size: number | undefined): number {
  const kind = findMediaKind(mimeType);
  if (kind === undefined) {
    const taken = Object.values(mediaLimits).flatMap(({ mimeTypes }) => mimeTypes);
    throw mediaFailure(
      `uploadWhatsAppMedia: ${shownUri(uri)} is ${mimeType}, which WhatsApp does not take; it takes ${taken.join(', ')}`,
      false,
    );
  }
  const { maxBytes } = mediaLimits[kind];
  if (size !== undefined && size > maxBytes) throw tooLarge(uri, mimeType, size, maxBytes);
  return maxBytes;
}

function tooLarge(uri: string, mimeType: string, bytes: number, maxBytes: number): Error {
  return mediaFailure(
    `uploadWhatsAppMedia: ${shownUri(uri)} has at least ${bytes} bytes; WhatsApp takes at most ${maxBytes} bytes of ${mimeType}`,
    false,
  );
}
