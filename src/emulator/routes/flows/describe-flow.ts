/** `GET /{flow-id}`, and flows in lists. */
import { isRecord } from '../../../common/events/json.js';
import { defined } from '../../../common/schema/defined.js';
import { selectFields } from '../../http/fields.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import type { NodeType } from '../../meta/node-types.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { Flow } from '../../state/flows/flows.js';
import { parsed } from './flow-json.js';

const previewLifeMs = 30 * 86_400_000;

const flowType: NodeType = {
  type: 'Flow',
  defaults: ['id', 'name', 'status', 'categories', 'validation_errors'],
  known: [
    'application',
    'assets',
    'categories',
    'data_api_version',
    'data_channel_uri',
    'endpoint_uri',
    'health_status',
    'id',
    'json_version',
    'metric',
    'name',
    'preview',
    'status',
    'updated_at',
    'validation_errors',
    'whatsapp_business_account',
  ],
};

export function describeFlow(call: GraphCall, flow: Flow, state: EmulatorState): Answer {
  return { body: flowFields(flow, call.parameters, state) };
}

export function flowFields(flow: Flow, parameters: Parameters, state: EmulatorState): Parameters {
  const { id, name, status, categories, problems, applicationId, wabaId } = flow;
  const described = {
    id,
    name,
    status,
    categories,
    validation_errors: problems,
    ...contentFields(flow),
    updated_at: metaTime(flow.updatedAtMs),
    whatsapp_business_account: { id: wabaId, name: 'Emulated Business Account', timezone_id: '1' },
    application: {
      id: applicationId,
      name: 'Emulated App',
      link: `https://www.facebook.com/games/?app_id=${applicationId}`,
    },
    health_status: health(flow),
    preview: (own: Parameters) => preview(flow, own, state),
    metric,
  };
  return selectFields(described, parameters, flowType);
}

/** What the flow's JSON and its metadata say of versions and of the endpoint. */
function contentFields({ json = '', endpointUri }: Flow): Parameters {
  const flow = parsed(json);
  const content = isRecord(flow) ? flow : {};
  return defined({
    json_version: content['version'],
    data_api_version: content['data_api_version'],
    data_channel_uri: endpointUri ?? content['data_channel_uri'],
    endpoint_uri: endpointUri,
  });
}

/** `metric.name(ENDPOINT_REQUEST_COUNT).granularity(DAY)`: nothing asks an endpoint, so that nothing is counted. */
function metric({ name, granularity }: Parameters): Parameters {
  return { ...defined({ name, granularity }), data_points: [] };
}

/** `preview.invalidate(true)` makes a new address, and the old one is good for nothing. */
function preview(flow: Flow, { invalidate }: Parameters, { settings }: EmulatorState): Parameters {
  if (invalidate === 'true') flow.previewToken = settings.ids.uuid('flow preview');
  return {
    preview_url: `https://business.facebook.com/wa/manage/flows/${flow.id}/preview/?token=${flow.previewToken}`,
    expires_at: metaTime(settings.clock() + previewLifeMs),
  };
}

function health({ id, status }: Flow): object {
  const canSend = status === 'BLOCKED' ? 'BLOCKED' : status === 'THROTTLED' ? 'LIMITED' : 'AVAILABLE';
  return { can_send_message: canSend, entities: [{ entity_type: 'FLOW', id, can_send_message: canSend }] };
}

/** `2026-11-30T12:00:00+0000` */
function metaTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, '+0000');
}
