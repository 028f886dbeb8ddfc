/** What the command says when its workflow fails: the client's own error says only that it did. */
import { WhatsAppFailureType, whatsAppFailure } from '../../common/failures.js';

const whereFilesAre =
  'The worker reads files below its WHATSAPP_MEDIA_DIR; "dev" has a temporary folder unless that is set.';

/** @param uri the file that was to be sent */
export function uploadFailure(error: unknown, uri: string): Error {
  const failure = whatsAppFailure(error);
  if (!failure) return new Error(describeDeepest(error), { cause: error });
  const { type, message, details } = failure;
  const texts = [`${message} (${type})`];
  if (details.advice !== undefined && !message.includes(details.advice)) texts.push(details.advice);
  if (uri.startsWith('file:') && isAboutFile(type)) texts.push(whereFilesAre);
  return new Error(texts.map(endSentence).join(' '), { cause: error });
}

function isAboutFile(type: WhatsAppFailureType): boolean {
  return type === WhatsAppFailureType.Media || type === WhatsAppFailureType.Configuration;
}

/** The last of the causes says what went wrong; those above it say where. */
function describeDeepest(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  if (!(deepest instanceof Error)) return String(deepest);
  const { type } = deepest as { type?: unknown };
  return `${deepest.message} (${typeof type === 'string' ? type : deepest.name})`;
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
