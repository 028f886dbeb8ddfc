/** The URL to which Meta posts the webhooks of a number: the number's own, its account's, or its app's. */
import { asText, isRecord, type JsonRecord } from '../../common/events/json.js';
import { failure, ok, warning, type Verdict } from './finding.js';
import type { Setup } from './setup.js';

/** Which of the three URLs wins, in this order. */
const places = {
  phone_number: 'an override of the number',
  whatsapp_business_account: 'an override of the business account',
  application: 'the URL of the app',
} as const;

/** Meta's own hosts post to https only. */
const metaHost = /(^|\.)facebook\.com$/;

/** @param number with the field `webhook_configuration` */
export function findWebhookUrl({
  webhook_configuration: urls,
}: JsonRecord): { url: string; place: string } | undefined {
  if (!isRecord(urls)) return undefined;
  for (const [name, place] of Object.entries(places)) {
    const url = asText(urls[name]);
    if (url !== undefined) return { url, place };
  }
  return undefined;
}

export function judgeWebhookUrl(setup: Setup, number: JsonRecord, id: string): Verdict[] {
  const found = findWebhookUrl(number);
  if (!found) {
    const remedy = 'Set the callback URL in the app dashboard: WhatsApp, Configuration, Webhook. Or give an override.';
    return [failure(`Meta has no URL for the webhooks of ${id}`, remedy)];
  }
  const { url, place } = found;
  const message = `Meta posts the webhooks of ${id} to ${url}, ${place}`;
  if (!isAsWanted(setup, url)) {
    const remedy =
      place === places.application
        ? 'Correct it in the app dashboard: WhatsApp, Configuration, Webhook.'
        : `Remove ${place} with an empty override_callback_uri, or correct it.`;
    return [failure(`${message}, and not to ${setup.webhookUrl}`, remedy)];
  }
  if (metaHost.test(setup.graph.baseUrl.hostname) && !url.startsWith('https:')) {
    return [failure(`${message}, which is not https`, 'Put the receiver behind TLS: Meta posts to https only.')];
  }
  return [judgePath(setup, url, message)];
}

function isAsWanted({ webhookUrl }: Setup, url: string): boolean {
  return webhookUrl === undefined || new URL(webhookUrl).href === new URL(url).href;
}

function judgePath({ config }: Setup, url: string, message: string): Verdict {
  const { path } = config.webhook;
  if (new URL(url).pathname === path) return ok(message);
  const remedy = `Set WHATSAPP_WEBHOOK_PATH, which is ${path}, unless a proxy in between changes the path.`;
  return warning(`${message}, whose path is not the receiver's`, remedy);
}
