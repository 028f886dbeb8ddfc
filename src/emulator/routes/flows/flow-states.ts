/** `POST /{flow-id}/publish` and `/deprecate`, and the webhook that tells of it. */
import { isRecord } from '../../../common/events/json.js';
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import type { WebhookDispatcher } from '../../outbound-webhooks/delivery/webhook-dispatcher.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { Flow, FlowStatus } from '../../state/flows/flows.js';
import { calledFlow } from './flow-assets.js';
import { notDeprecated, notPublished } from './flow-errors.js';
import { parsed } from './flow-json.js';

/** Posts webhooks. */
export type FlowNews = Pick<WebhookDispatcher, 'post'>;

export function flowStateRoutes(state: EmulatorState, news: FlowNews): GraphRoutes {
  return graphRouter(state, {
    'POST /:flowId/publish': (call) => {
      publishFlow(calledFlow(call, state), state, news);
      return { body: { success: true } };
    },
    'POST /:flowId/deprecate': (call) => deprecate(call, state, news),
  });
}

/** @throws GraphError 139002 when the flow is no draft, or is not ready. */
export function publishFlow(flow: Flow, state: EmulatorState, news: FlowNews): void {
  const { status, json, problems, endpointUri } = flow;
  if (status !== 'DRAFT') throw notPublished(`Only a draft can be published; this flow is ${status}.`);
  if (json === undefined) throw notPublished('The flow has no JSON; upload it first.');
  if (problems.length > 0) throw notPublished('The JSON of the flow has validation errors.');
  if (needsEndpoint(json) && endpointUri === undefined) {
    throw notPublished('The flow exchanges data, and has no endpoint_uri.');
  }
  become('PUBLISHED', flow, state, news);
}

function deprecate(call: GraphCall, state: EmulatorState, news: FlowNews): Answer {
  const flow = calledFlow(call, state);
  if (flow.status === 'DRAFT' || flow.status === 'DEPRECATED') {
    throw notDeprecated(`Only a published flow can be deprecated; this flow is ${flow.status}.`);
  }
  become('DEPRECATED', flow, state, news);
  return { body: { success: true } };
}

function needsEndpoint(json: string): boolean {
  const flow = parsed(json);
  return isRecord(flow) && flow['data_api_version'] !== undefined && flow['data_channel_uri'] === undefined;
}

/**
 * @see "Flows webhooks" https://developers.facebook.com/docs/whatsapp/flows/reference/flowswebhooks (read 2026-11)
 */
function become(status: FlowStatus, flow: Flow, { flows, settings }: EmulatorState, news: FlowNews): void {
  const { id, wabaId, name, status: old } = flow;
  flows.change(flow, { status });
  const value = {
    event: 'FLOW_STATUS_CHANGE',
    message: `Flow ${name} changed status from ${old} to ${status}.`,
    flow_id: id,
    old_status: old,
    new_status: status,
  };
  const time = Math.floor(settings.clock() / 1000);
  void news.post({ part: { wabaId, field: 'flows', at: 'value', value, time } });
}
