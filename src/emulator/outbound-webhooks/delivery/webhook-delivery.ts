/** A webhook, as it is posted, and what became of it. */
import { createHmac } from 'node:crypto';
import { defined } from '../../../common/schema/defined.js';
import type { Callback } from '../../state/accounts/subscriptions.js';

/** One try to deliver a webhook. */
export interface WebhookAttempt {
  /** Time at which it began, in Unix milliseconds. */
  atMs: number;
  /** How long it took, in milliseconds; 0 while it is under way. */
  durationMs: number;
  /** The receiver's HTTP status; absent when it did not answer. */
  status?: number;
  /** The receiver's answer, up to 2000 characters; absent when it did not answer. */
  answer?: string;
  /** Why there was no answer; absent when there was one. */
  error?: string;
}

/** State of a webhook. `stopped`: given up after the last attempt, by `stop()` or by `reset()`. */
export type WebhookDeliveryState = 'delivering' | 'retrying' | 'accepted' | 'stopped';

/** A webhook and what became of it. */
export interface WebhookDelivery {
  /** Number of the delivery, from 1 on. */
  id: number;
  /** URL that it is posted to. */
  url: string;
  /** Id of the app whose secret has signed it. */
  appId: string;
  /** `id` of the delivery with the same content: this one is a duplicate of it, or a redelivery to all apps. */
  copyOf?: number;
  /** The posted JSON, parsed; a text when it is no JSON. */
  readonly body: unknown;
  /** The bytes that the signature was made over, as text. */
  rawBody: string;
  /** The posted headers, `x-hub-signature-256` among them. */
  headers: Record<string, string>;
  /** The latest 100 attempts, oldest first; none while it waits for its turn. */
  attempts: WebhookAttempt[];
  /** Time of the next attempt, in Unix milliseconds; only while it is `retrying`. */
  nextAttemptAtMs?: number;
  /** `delivering` until its first attempt has ended; `accepted` once the receiver has said 200. */
  state: WebhookDeliveryState;
}

/** @internal */
export interface NewDelivery {
  id: number;
  callback: Callback;
  rawBody: string;
  copyOf?: number | undefined;
}

/**
 * A delivery signed with the secret of the callback's app.
 *
 * @internal
 */
export function createDelivery({ id, callback, rawBody, copyOf }: NewDelivery): WebhookDelivery {
  const { app, url } = callback;
  const signature = `sha256=${createHmac('sha256', app.appSecret).update(rawBody).digest('hex')}`;
  return {
    id,
    url,
    appId: app.appId,
    ...defined({ copyOf }),
    // Thousands of deliveries are kept: the text alone takes a third of the memory.
    get body() {
      return parsedOrText(rawBody);
    },
    rawBody,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature-256': signature,
    },
    attempts: [],
    state: 'delivering',
  };
}

function parsedOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
