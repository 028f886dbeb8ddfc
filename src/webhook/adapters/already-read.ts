/**
 * The answer when something in front of the receiver has read the body and kept no bytes of it: no signature can be
 * checked.
 */
import { answer, type WebhookRequest, type WebhookResponse } from '../handler.js';
import type { WebhookSettings } from '../options.js';
import { requestIdHeader, chooseRequestId } from '../request/request-id.js';

/** 500 has no other cause, so that a monitor can tell this mistake from everything else. */
const status = 500;
const reason = 'body-already-read';

/** @param advice what the application has to change. */
export function answerAlreadyRead(
  headers: WebhookRequest['headers'],
  advice: string,
  { log, observer }: Pick<WebhookSettings, 'log' | 'observer'>,
): WebhookResponse {
  const requestId = chooseRequestId(headers);
  log.error(
    { requestId, reason },
    `webhook body was read before the receiver saw its bytes, so no signature can be checked: ${advice}`,
  );
  observer?.requestEnded({ result: 'failed', reason, status, durationMs: 0, bytes: 0 });
  return answer(status, '', { [requestIdHeader]: requestId });
}
