/** Messages that Meta refused to send to a user, for the transcript of the user's phone. */
import { findErrorCode } from '../../common/error-codes.js';
import { isRecord } from '../../common/events/json.js';
import type { GraphEmulator, RecordedRequest } from '../../emulator/index.js';
import type { TranscriptNote } from './transcript.js';

/** One note for each send to these ids that was refused, and was not accepted later on. */
export function noteRefusedSends(
  emulator: Pick<GraphEmulator, 'requests' | 'userIds'>,
  userIds: readonly string[],
): TranscriptNote[] {
  const sends = emulator.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/messages'));
  const accepted = new Set(sends.filter(({ answer }) => answer?.status === 200).map(nameSend));
  const latest = new Map(sends.filter(isRefused).map((send) => [nameSend(send), send] as const));
  return [...latest.values()]
    .filter((send) => !accepted.has(nameSend(send)) && goesTo(send, emulator, userIds))
    .map(({ receivedAtMs, body, answer }): TranscriptNote => {
      const type = isRecord(body) && typeof body['type'] === 'string' ? body['type'] : 'text';
      return { atMs: receivedAtMs, who: 'business', text: `(${type} refused: ${describeCode(answer?.code)})` };
    });
}

/** The same for each attempt of a send. A message whose statuses nobody wants carries no key. */
function nameSend({ sendKey, body }: RecordedRequest): string {
  return sendKey ?? JSON.stringify(body);
}

function isRefused({ answer }: RecordedRequest): boolean {
  return answer !== undefined && answer.status >= 400;
}

function goesTo(
  { body }: RecordedRequest,
  emulator: Pick<GraphEmulator, 'userIds'>,
  userIds: readonly string[],
): boolean {
  const recipient = isRecord(body) ? (body['recipient'] ?? body['to']) : undefined;
  return typeof recipient === 'string' && emulator.userIds(recipient).some((id) => userIds.includes(id));
}

function describeCode(code: number | undefined): string {
  const known = findErrorCode(code);
  return [`error ${code ?? 'without a code'}`, ...(known ? [known.type, known.advice] : [])].join(', ');
}
