/** Which field starts a conversation: every documented field, and every list that can stand in it. */
import { describe, expect, test } from '@jest/globals';
import { conversationWorkflowId } from '../../../../src/common/ids/workflow-ids.js';
import { createProcessor } from '../../../../src/webhook/process.js';
import { resolveProcessingOptions } from '../../../../src/webhook/options.js';
import type { WebhookRoute } from '../../../../src/webhook/routing/application-route.js';
import { recordingOptions } from '../recording-client.js';

const lists = ['messages', 'message_echoes', 'statuses', 'calls', 'groups', 'user_preferences', 'errors'] as const;
const fields = [
  'account_alerts',
  'account_review_update',
  'account_settings_update',
  'account_update',
  'automatic_events',
  'business_capability_update',
  'business_username_update',
  'calls',
  'flows',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
  'history',
  'message_echoes',
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'messages',
  'messaging_handovers',
  'partner_solutions',
  'payment_configuration_update',
  'phone_number_name_update',
  'phone_number_quality_update',
  'security',
  'smb_app_state_sync',
  'smb_message_echoes',
  'standby',
  'template_category_update',
  'tomorrow',
  'user_preferences',
];
const ofConversation = ['messages', 'smb_message_echoes', 'message_echoes'];

const metadata = { phone_number_id: '10001' };
const item = { id: 'x', from: '1', to: '1', wa_id: '1', timestamp: '7', type: 'text', group_id: undefined };

async function post(field: string, value: object, routes: WebhookRoute[] = []) {
  const recording = recordingOptions();
  const process = createProcessor(resolveProcessingOptions({ ...recording, routes, fallback: 'dead-letter' }));
  const webhook = { entry: [{ id: '900', changes: [{ field, value: { metadata, ...value } }] }] };
  const { parts } = await process({ webhook }, 0, { keepDeadLetters: true });
  return { started: recording.client.accepted.map(({ workflowId }) => workflowId), parts };
}

describe.each(fields)('the field %s', (field) => {
  test.each(lists)('with %s', async (list) => {
    const starts = ofConversation.includes(field) && (list === 'messages' || list === 'message_echoes');
    const { started } = await post(field, { [list]: [item] });
    expect(started).toEqual(starts ? [conversationWorkflowId('10001', '1')] : []);
  });
});

test('what stands one level deeper under standby starts nothing either', async () => {
  const echo = { id: 'e', message: { to: '1', type: 'text' } };
  const { started, parts } = await post('standby', { standby: { messages: [item], message_echoes: [echo] } });
  expect(started).toEqual([]);
  expect(parts.map(({ event }) => event?.kind)).toEqual(['message', 'echo']);
});

test('what stands under standby is seen by routes, with the field and the keys, and kept when none takes it', async () => {
  const asked: unknown[] = [];
  const look: WebhookRoute = (event) =>
    void asked.push([event.kind, event.field, (event as object)['conversationKeys' as never]]);
  const { parts } = await post('standby', { messages: [item], message_echoes: [item] }, [look]);
  expect(asked).toEqual([
    ['message', 'standby', ['1']],
    ['echo', 'standby', ['1']],
  ]);
  expect(parts.map(({ fate }) => fate)).toMatchObject([{ reason: 'no-route' }, { reason: 'no-route' }]);
  const { started } = await post('standby', { messages: [item] }, [() => ({ workflowId: 'observer' })]);
  expect(started).toEqual(['observer']);
});
