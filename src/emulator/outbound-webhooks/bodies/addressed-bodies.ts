/** Which callback gets which part of a webhook that was already posted. */
import type { Callback, WebhookSubject } from '../../state/accounts/subscriptions.js';

export type CallbacksOf = (subject: WebhookSubject) => Callback[];

type Json = Record<string, unknown>;

/** The text of a webhook for one callback. */
export interface AddressedBody {
  callback: Callback;
  rawBody: string;
}

/**
 * The same webhook for every callback that gets any of it: as it is for one that gets all of it, else without the changes that are for
 * others. What names no account goes wherever `other` goes.
 */
export function addressedBodies(rawBody: string, callbacksOf: CallbacksOf, other: WebhookSubject): AddressedBody[] {
  const body = objectFrom(rawBody);
  const entries = listIn(body, 'entry');
  const subjects = entries.length === 0 ? [other] : entries.flatMap((entry) => subjectsOf(entry, other));
  const callbacks = new Map(subjects.flatMap(callbacksOf).map((callback) => [keyOf(callback), callback]));
  return [...callbacks].map(([key, callback]) => {
    const isFor = (subject: WebhookSubject): boolean => callbacksOf(subject).some((one) => keyOf(one) === key);
    return { callback, rawBody: subjects.every(isFor) ? rawBody : JSON.stringify(partOf(body, isFor, other)) };
  });
}

export function keyOf({ app, url }: Callback): string {
  return `${app.appId} ${url}`;
}

function partOf(body: Json, isFor: (subject: WebhookSubject) => boolean, other: WebhookSubject): Json {
  const entry = listIn(body, 'entry').flatMap((one) => {
    const changes = listIn(one, 'changes').filter((change) => isFor(subjectOf(one, change, other)));
    if (changes.length > 0) return [{ ...(one as Json), changes }];
    return listIn(one, 'changes').length === 0 && isFor(subjectOf(one, undefined, other)) ? [one] : [];
  });
  return { ...body, entry };
}

function subjectsOf(entry: unknown, other: WebhookSubject): WebhookSubject[] {
  const changes = listIn(entry, 'changes');
  return changes.length === 0
    ? [subjectOf(entry, undefined, other)]
    : changes.map((change) => subjectOf(entry, change, other));
}

function subjectOf(entry: unknown, change: unknown, other: WebhookSubject): WebhookSubject {
  const [wabaId, field] = [memberOf(entry, 'id'), memberOf(change, 'field')];
  const phoneNumberId = memberOf(memberOf(memberOf(change, 'value'), 'metadata'), 'phone_number_id');
  return {
    wabaId: typeof wabaId === 'string' ? wabaId : other.wabaId,
    field: typeof field === 'string' ? field : other.field,
    ...(typeof phoneNumberId === 'string' && { phoneNumberId }),
  };
}

function objectFrom(text: string): Json {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Json) : {};
  } catch {
    return {};
  }
}

function listIn(value: unknown, key: string): unknown[] {
  const list = memberOf(value, key);
  return Array.isArray(list) ? list : [];
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Json)[key] : undefined;
}
