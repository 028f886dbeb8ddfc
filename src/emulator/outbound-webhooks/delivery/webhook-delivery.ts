/** A webhook, as it is posted, and what became of it. */
import { createHmac } from 'node:crypto';
import type { Callback } from '../../state/accounts/subscriptions.js';

/** One try to deliver a webhook. */
export interface WebhookAttempt {
  /** Unix milliseconds. */
  atMs: number;
  durationMs: number;
  /** The receiver's HTTP status; absent when it did not answer. */
  status?: number;
  /** The start of the receiver's answer. */
  answer?: string;
  /** Why there was no answer. */
  error?: string;
}

/** A webhook and what became of it. */
export interface WebhookDelivery {
  id: number;
  url: string;
  /** The app whose secret has signed it. */
  appId: string;
  /** `id` of the delivery with the same content: this one is a duplicate of it, or a redelivery to all apps. */
  copyOf?: number;
  /** The posted JSON, parsed. */
  readonly body: unknown;
  /** The bytes that the signature was made over, as text. */
  rawBody: string;
  /** The posted headers, `x-hub-signature-256` among them. */
  headers: Record<string, string>;
  /** Oldest first; none while it waits for its turn. */
  attempts: WebhookAttempt[];
  /** When it is posted again, in Unix milliseconds; only while it is `retrying`. */
  nextAttemptAtMs?: number;
  /** `accepted`: the receiver said 200. `stopped`: given up at the last attempt, by `stop()` or by `reset()`. */
  state: 'delivering' | 'retrying' | 'accepted' | 'stopped';
}

export interface NewDelivery {
  id: number;
  callback: Callback;
  rawBody: string;
  copyOf?: number | undefined;
}

/** Signed with the secret of the callback's app. */
export function createDelivery({ id, callback, rawBody, copyOf }: NewDelivery): WebhookDelivery {
  const { app, url } = callback;
  const signature = `sha256=${createHmac('sha256', app.appSecret).update(rawBody).digest('hex')}`;
  return {
    id,
    url,
    appId: app.appId,
    ...(copyOf !== undefined && { copyOf }),
    // Thousands of deliveries are kept: the text alone takes a third of the memory.
    get body() {
      return parsedIfPossible(rawBody);
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

function parsedIfPossible(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
