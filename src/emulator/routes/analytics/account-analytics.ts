/**
 * `analytics`, `conversation_analytics` and `pricing_analytics` of an account, as fields of it. They count what was
 * really sent, and what became of it.
 *
 * @see "Analytics" https://developers.facebook.com/docs/whatsapp/business-management-api/analytics (read 2026-11)
 */
import type { FieldEdge } from '../../http/fields.js';
import type { Parameters } from '../../http/graph-call.js';
import { listParameter } from '../../http/parameters.js';
import { pricingFields } from '../../outbound-webhooks/bodies/payloads.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { EmulatedMessage } from '../../state/messages/message-log.js';
import {
  analyticsQuery,
  findBucket,
  isAsked,
  sentMessages,
  statusTime,
  summed,
  type AnalyticsQuery,
  type Bucket,
} from './analytics-query.js';
import { templateAnalytics, sentTemplate } from './template-analytics.js';

const counted = ['HALF_HOUR', 'DAY', 'MONTH'];
const priced = ['HALF_HOUR', 'DAILY', 'MONTHLY'];

/** The fields of an account; each is made when it is asked for. */
export function analyticsFields(wabaId: string, state: EmulatorState): Record<string, FieldEdge> {
  const field =
    (figures: (parameters: Parameters, wabaId: string, state: EmulatorState) => unknown): FieldEdge =>
    (parameters) =>
      isAskedFor(parameters) ? figures(parameters, wabaId, state) : undefined;
  return {
    analytics: field(counts),
    conversation_analytics: field(conversations),
    pricing_analytics: field(prices),
    template_analytics: field(templateAnalytics),
  };
}

/** A field that names no time is left out. */
function isAskedFor(parameters: Parameters): boolean {
  return Object.keys(parameters).length > 0;
}

interface Count extends Bucket {
  sent: number;
  delivered: number;
}

function counts(parameters: Parameters, wabaId: string, state: EmulatorState): Parameters {
  const query = analyticsQuery(parameters, counted);
  const messages = sentMessages(query, wabaId, state);
  const points = messages.flatMap((message): Count[] => [
    ...at(statusTime(message, 'sent'), query).map((bucket) => ({ ...bucket, sent: 1, delivered: 0 })),
    ...at(statusTime(message, 'delivered'), query).map((bucket) => ({ ...bucket, sent: 0, delivered: 1 })),
  ]);
  return {
    phone_numbers: findNumbers(messages, state),
    country_codes: [],
    granularity: query.granularity,
    data_points: summed(
      points,
      (sum, { sent, delivered }) => ({ ...sum, sent: sum.sent + sent, delivered: sum.delivered + delivered }),
      ({ start }) => start,
    ),
  };
}

interface Price extends Bucket {
  [dimension: string]: unknown;
}

/** A conversation is a user and a category within one part of the time. */
function conversations(parameters: Parameters, wabaId: string, state: EmulatorState): Parameters {
  const query = analyticsQuery(parameters, priced);
  const seen = new Set<string>();
  const points = delivered(query, wabaId, state).flatMap(({ message, bucket, category }): Price[] => {
    const key = JSON.stringify([bucket.start, message.to ?? message.recipient, category]);
    if (seen.has(key)) return [];
    seen.add(key);
    const isFree = category === 'SERVICE';
    const dimensions = {
      CONVERSATION_CATEGORY: { conversation_category: category },
      CONVERSATION_DIRECTION: { conversation_direction: isFree ? 'USER_INITIATED' : 'BUSINESS_INITIATED' },
      CONVERSATION_TYPE: { conversation_type: isFree ? 'FREE_TIER' : 'REGULAR' },
      PHONE: { phone_number: findNumber(message, state) },
    };
    return [{ ...bucket, conversation: 1, cost: 0, ...chosen(dimensions, query) }];
  });
  return { data: [{ data_points: grouped(points, 'conversation') }] };
}

function prices(parameters: Parameters, wabaId: string, state: EmulatorState): Parameters {
  const query = analyticsQuery(parameters, priced);
  const points = delivered(query, wabaId, state).map(({ message, bucket, category }): Price => {
    const dimensions = {
      PRICING_CATEGORY: { pricing_category: category },
      PRICING_TYPE: { pricing_type: category === 'SERVICE' ? 'FREE_CUSTOMER_SERVICE' : 'REGULAR' },
      PHONE: { phone_number: findNumber(message, state) },
    };
    return { ...bucket, volume: 1, cost: 0, ...chosen(dimensions, query) };
  });
  return { data: [{ data_points: grouped(points, 'volume') }] };
}

interface Delivered {
  message: EmulatedMessage;
  bucket: Bucket;
  /** `MARKETING`, `SERVICE` and so on, as the status webhook says it. */
  category: string;
}

function delivered(query: AnalyticsQuery, wabaId: string, state: EmulatorState): Delivered[] {
  return sentMessages(query, wabaId, state).flatMap((message) => {
    const { pricing } = pricingFields('delivered', sentTemplate(message, state)?.category, message.via);
    const { category } = pricing as { category: string };
    const buckets = at(statusTime(message, 'delivered'), query);
    return buckets.map((bucket) => ({ message, bucket, category: category.toUpperCase() }));
  });
}

/** The part of the time in which something happened; none when it did not, or at another time. */
function at(atMs: number | undefined, query: AnalyticsQuery): Bucket[] {
  return atMs !== undefined && isAsked(atMs, query) ? [findBucket(atMs, query)] : [];
}

function chosen(all: Readonly<Record<string, Parameters>>, { parameters }: AnalyticsQuery): Parameters {
  const wanted = listParameter(parameters, 'dimensions').map((name) => name.replace(/^["']|["']$/g, ''));
  return Object.assign({}, ...wanted.map((name) => (Object.hasOwn(all, name) ? all[name] : {}))) as Parameters;
}

function grouped(points: readonly Price[], count: string): Price[] {
  return summed(
    points,
    (sum, item) => ({ ...sum, [count]: Number(sum[count]) + Number(item[count]) }),
    ({ [count]: _count, ...key }) => key,
  );
}

function findNumbers(messages: readonly EmulatedMessage[], state: EmulatorState): string[] {
  return [...new Set(messages.map((message) => findNumber(message, state)))];
}

function findNumber({ phoneNumberId }: EmulatedMessage, { phoneNumbers }: EmulatorState): string {
  return phoneNumbers.find(phoneNumberId)?.digits ?? '';
}
