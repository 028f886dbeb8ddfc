import type { z } from 'zod';
import type { UploadMediaResult, WhatsAppActivities } from '../common/activity-contract.js';
import { uploadMediaInputSchema } from '../common/inputs/index.js';
import { defined } from '../common/schema/defined.js';
import type { GraphFormFile, GraphResponse } from '../graph/request.js';
import type { Meter } from '../media/meter.js';
import { withMimeType } from '../media/mime-type.js';
import type { MediaSource, MediaStore } from '../media/store.js';
import { defineActivity, type Attempt } from './attempt/activity.js';
import { metered } from './form-files.js';
import { streamTimeouts, textMember, type Call, type GraphCaller } from './graph-caller.js';
import { planUpload, tooManyBytes, type UploadPlan } from './upload-plan.js';

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
  const { plan, file, meter } = await prepareFile(input, source);
  const { filename, mimeType, kind } = plan;
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
  return { mediaId, mimeType, size: meter.bytes, sha256: meter.sha256, filename, kind };
}

interface PreparedFile {
  plan: UploadPlan;
  file: GraphFormFile;
  meter: Meter;
}

/** The file of the form, whose bytes are checked against WhatsApp's limits while they pass. */
async function prepareFile(input: UploadInput, source: MediaSource): Promise<PreparedFile> {
  const { filename: wanted = source.filename } = input;
  const known = { given: input.mimeType, filename: wanted, named: source.mimeType };
  const { content, ...typed } = await withMimeType(source.content, known);
  const plan = planUpload(input, { ...typed, filename: wanted, size: source.size });
  const meter = metered(content, {
    maxBytes: plan.maxBytes,
    onTooLarge: (bytes) => tooManyBytes(input, plan, bytes),
    ...defined({ expectedBytes: source.size }),
  });
  const { filename, mimeType: contentType } = plan;
  const file = { name: 'file', filename, contentType, content: meter, ...defined({ size: source.size }) };
  return { plan, file, meter };
}
