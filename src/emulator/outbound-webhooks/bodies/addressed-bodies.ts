/** Which callback gets which part of a webhook that was already posted. */
import { isRecord, type JsonRecord } from '../../../common/events/json.js';
import { defined } from '../../../common/schema/defined.js';
import type { Callback, WebhookSubject } from '../../state/accounts/subscriptions.js';
import { webhookText } from './webhook-text.js';

/** The callbacks that get a webhook about a subject. */
export type FindCallbacks = (subject: WebhookSubject) => Callback[];

/** A webhook as it was posted. */
interface PostedBody {
  rawBody: string;
  /** The same, parsed; a text when it is no JSON. */
  body: unknown;
}

/** The text of a webhook for one callback. */
export interface AddressedBody {
  callback: Callback;
  rawBody: string;
}

/**
 * The same webhook for every callback that gets any of it. A callback that gets all of it gets the same bytes; another
 * one gets it without the changes that are for others. A body that names no account goes wherever `other` goes.
 */
export function addressedBodies(
  { rawBody, body: parsed }: PostedBody,
  findCallbacks: FindCallbacks,
  other: WebhookSubject,
): AddressedBody[] {
  const body = isRecord(parsed) ? parsed : {};
  const entries = listIn(body, 'entry');
  const subjects = entries.length === 0 ? [other] : entries.flatMap((entry) => entrySubjects(entry, other));
  const callbacks = new Map(subjects.flatMap(findCallbacks).map((callback) => [callbackKey(callback), callback]));
  return [...callbacks].map(([key, callback]) => {
    const isFor = (subject: WebhookSubject): boolean => findCallbacks(subject).some((one) => callbackKey(one) === key);
    return { callback, rawBody: subjects.every(isFor) ? rawBody : webhookText(bodyPart(body, isFor, other)) };
  });
}

export function callbackKey({ app, url }: Callback): string {
  return `${app.appId} ${url}`;
}

function bodyPart(body: JsonRecord, isFor: (subject: WebhookSubject) => boolean, other: WebhookSubject): JsonRecord {
  const entry = listIn(body, 'entry').flatMap((one) => {
    const changes = listIn(one, 'changes').filter((change) => isFor(changeSubject(one, change, other)));
    if (changes.length > 0) return [{ ...(one as JsonRecord), changes }];
    return listIn(one, 'changes').length === 0 && isFor(changeSubject(one, undefined, other)) ? [one] : [];
  });
  return { ...body, entry };
}

function entrySubjects(entry: unknown, other: WebhookSubject): WebhookSubject[] {
  const changes = listIn(entry, 'changes');
  return changes.length === 0
    ? [changeSubject(entry, undefined, other)]
    : changes.map((change) => changeSubject(entry, change, other));
}

function changeSubject(entry: unknown, change: unknown, other: WebhookSubject): WebhookSubject {
  const [wabaId, field] = [member(entry, 'id'), member(change, 'field')];
  const phoneNumberId = member(member(member(change, 'value'), 'metadata'), 'phone_number_id');
  return {
    wabaId: typeof wabaId === 'string' ? wabaId : other.wabaId,
    field: typeof field === 'string' ? field : other.field,
    ...defined({ phoneNumberId: typeof phoneNumberId === 'string' ? phoneNumberId : undefined }),
  };
}

function listIn(value: unknown, key: string): unknown[] {
  const list = member(value, key);
  return Array.isArray(list) ? list : [];
}

function member(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}
