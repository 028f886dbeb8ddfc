/**
 * `GET /{waba-id}/template_analytics`, and the field of that name: how often templates were sent, delivered and read.
 *
 * @see "Analytics" https://developers.facebook.com/docs/whatsapp/business-management-api/analytics (read 2026-11)
 */
import { isRecord } from '../../../common/events/json.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { listParameter } from '../../http/parameters.js';
import { invalidParameter, missingParameter, nonexistingField } from '../../meta/graph-error.js';
import type { Template } from '../../state/accounts/templates.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { EmulatedMessage } from '../../state/messages/message-log.js';
import {
  analyticsQuery,
  findBucket,
  isAsked,
  sentMessages,
  statusTime,
  summed,
  type Bucket,
} from './analytics-query.js';

/** Most templates of one request. */
const mostTemplates = 10;

const measures = ['sent', 'delivered', 'read'] as const;

interface TemplatePoint extends Bucket, Record<(typeof measures)[number], number> {
  template_id: string;
}

export function templateAnalyticsRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, {
    'GET /:wabaId/template_analytics': (call) => list(call, state),
  });
}

function list(call: GraphCall, state: EmulatorState): Answer {
  // The answer that was seen at Meta: an id that it does not know is taken for a user's.
  if (!state.isAccount(call.objectId)) throw nonexistingField('template_analytics', 'User');
  return { body: templateAnalytics(call.parameters, call.objectId, state) };
}

export function templateAnalytics(parameters: Parameters, wabaId: string, state: EmulatorState): Parameters {
  const query = analyticsQuery(parameters, ['DAILY']);
  const ids = templateIds(parameters);
  const points = sentMessages(query, wabaId, state).flatMap((message): TemplatePoint[] => {
    const template = sentTemplate(message, state);
    if (!template || !ids.includes(template.id)) return [];
    return measures.flatMap((measure) => {
      const atMs = statusTime(message, measure);
      if (atMs === undefined || !isAsked(atMs, query)) return [];
      const none = { template_id: template.id, ...findBucket(atMs, query), sent: 0, delivered: 0, read: 0 };
      return [{ ...none, [measure]: 1 }];
    });
  });
  const data_points = summed(points, added, ({ template_id: id, start }) => [id, start]);
  return { data: [{ granularity: 'DAILY', product_type: 'CLOUD_API', data_points }] };
}

/** The template of a message, also one in a language that is not there any more. */
export function sentTemplate(message: EmulatedMessage, state: EmulatorState): Template | undefined {
  const { type, body, phoneNumberId } = message;
  const { template } = body;
  if (type !== 'template' || !isRecord(template)) return undefined;
  const { name, language } = template;
  const code = isRecord(language) ? language['code'] : undefined;
  const { templates } = state;
  const { wabaId } = state.phoneNumber(phoneNumberId);
  return (
    templates.find(String(name), String(code), wabaId) ?? templates.ofAccount(wabaId).find((one) => one.name === name)
  );
}

function added(sum: TemplatePoint, { sent, delivered, read }: TemplatePoint): TemplatePoint {
  return { ...sum, sent: sum.sent + sent, delivered: sum.delivered + delivered, read: sum.read + read };
}

function templateIds(parameters: Parameters): string[] {
  const ids = listParameter(parameters, 'template_ids');
  if (ids.length === 0) throw missingParameter('template_ids');
  if (ids.length > mostTemplates) throw invalidParameter(`Param template_ids must have at most ${mostTemplates} ids.`);
  return ids;
}
