import { finished } from 'node:stream/promises';
import type { z } from 'zod';
import type { UploadMediaResult, WhatsAppActivities } from '../../common/activity-contract.js';
import { uploadMediaInputSchema } from '../../common/inputs/index.js';
import { defined } from '../../common/schema/defined.js';
import type { GraphFormFile } from '../../graph/request.js';
import type { Meter } from '../../media/meter.js';
import { withMimeType } from '../../media/mime-type.js';
import type { MediaSource, MediaStore } from '../../media/store.js';
import type { UploadedMediaStore } from '../../media/uploaded-media-store.js';
import { defineActivity, type Attempt } from '../attempt/activity.js';
import { metered } from '../form-files.js';
import { streamTimeouts, textMember, type Call, type GraphCaller } from '../graph-caller.js';
import { reuseUpload, type FileRead } from './reused-upload.js';
import { planUpload, tooManyBytes, type UploadPlan } from './upload-plan.js';

type UploadInput = z.output<typeof uploadMediaInputSchema>;

export function mediaUploadActivities(
  graph: GraphCaller,
  media: MediaStore,
  store?: UploadedMediaStore,
): Pick<WhatsAppActivities, 'uploadWhatsAppMedia'> {
  return {
    uploadWhatsAppMedia: defineActivity('uploadWhatsAppMedia', uploadMediaInputSchema, (input, attempt) => {
      const { phoneNumberId, reuse } = input;
      const upload = (): Promise<UploadMediaResult> =>
        withFile(media, input, attempt, (file) => post(graph, input, attempt, file));
      const read = (): Promise<FileRead> => withFile(media, input, attempt, (file) => readThrough(file, attempt));
      if (reuse === undefined || reuse === false) return upload();
      return reuseUpload({ phoneNumberId, attempt, read, upload, store }, reuse === true ? {} : reuse);
    }),
  };
}

/** Opens the file, and closes it afterwards. What is wrong with its bytes is the failure. */
async function withFile<Result>(
  media: MediaStore,
  input: UploadInput,
  attempt: Attempt,
  work: (file: PreparedFile) => Promise<Result>,
): Promise<Result> {
  const source = await media.open(input.media, attempt.signal);
  try {
    const file = await prepareFile(input, source);
    return await attempt
      .reporting(
        () => file.meter.bytes,
        () => work(file),
        defined({ total: source.size }),
      )
      .catch((error: unknown) => {
        // The request only knows that its body broke off.
        throw file.meter.problem ?? error;
      });
  } finally {
    source.content.destroy();
  }
}

async function post(
  graph: GraphCaller,
  { phoneNumberId, credential }: UploadInput,
  attempt: Attempt,
  prepared: PreparedFile,
): Promise<UploadMediaResult> {
  const call: Call = { attempt, credential, phoneNumberId, idempotent: true };
  const response = await graph.request(call, {
    method: 'POST',
    path: `/${phoneNumberId}/media`,
    form: { fields: { messaging_product: 'whatsapp', type: prepared.plan.mimeType }, files: [prepared.file] },
    timeouts: streamTimeouts,
  });
  const mediaId = textMember(response.body, 'id');
  if (mediaId === undefined) throw graph.unexpectedAnswer(call, response, 'media id');
  return { mediaId, ...described(prepared) };
}

async function readThrough(prepared: PreparedFile, { signal }: Attempt): Promise<FileRead> {
  await finished(prepared.meter.resume(), { signal });
  return described(prepared);
}

function described({ plan, meter }: PreparedFile): FileRead {
  const { mimeType, filename, kind } = plan;
  return { mimeType, size: meter.bytes, sha256: meter.sha256, filename, kind };
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
