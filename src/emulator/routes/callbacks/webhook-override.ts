/** `override_callback_uri` and `verify_token`: a callback URL that has to pass the challenge before it is used. */
import type { Parameters } from '../../http/graph-call.js';
import { optional, required } from '../../http/parameters.js';
import { GraphError } from '../../meta/graph-error.js';
import type { WebhookSender } from '../../outbound-webhooks/delivery/webhook-sender.js';

/**
 * @see "Webhook overrides" https://developers.facebook.com/docs/whatsapp/embedded-signup/webhooks/override (read
 * 2026-11)
 */
const longestUrl = 200;

/**
 * The URL, verified; undefined when there is none, or an empty one, which removes an override.
 *
 * @throws GraphError when it is no URL, is too long, or does not pass.
 */
export async function verifiedOverride(parameters: Parameters, sender: WebhookSender): Promise<string | undefined> {
  const url = optional(parameters, 'override_callback_uri');
  if (url === undefined || url === '') return undefined;
  if (url.length > longestUrl) {
    throw new GraphError({ code: 100, details: `override_callback_uri must have at most ${longestUrl} characters.` });
  }
  return verifiedCallback(url, 'override_callback_uri', required(parameters, 'verify_token'), sender);
}

/** @throws GraphError 100 when it is no URL, 2200 when it does not pass the challenge. */
export async function verifiedCallback(
  url: string,
  name: string,
  verifyToken: string,
  sender: WebhookSender,
): Promise<string> {
  if (!URL.canParse(url)) throw new GraphError({ code: 100, details: `${name} must be a URL.` });
  try {
    await sender.verify(url, verifyToken);
  } catch (error) {
    throw new GraphError({ code: 2200, message: `(#2200) Callback verification failed: ${(error as Error).message}` });
  }
  return url;
}
