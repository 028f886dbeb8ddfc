/** Operations of a phone number that are stored. */
import type { GraphCall, Parameters } from '../http/graph-call.js';
import { invalidParameter } from '../meta/graph-error.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { StoredObject } from '../state/stored-objects.js';
import { done, onlyObject, selected, sent, type StoredTable } from './operation.js';

/** What an official business account comes to with each action. */
const applicationStatuses: Readonly<Record<string, string>> = {
  SUBMIT_APPLICATION: 'PENDING',
  RESUBMIT_APPLICATION: 'PENDING',
  WITHDRAW_APPLICATION: 'CANCELLED',
};

/**
 * @see "Phone number"
 * https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account-to-number-current-status (read
 * 2026-11)
 */
export const numberTable: StoredTable = {
  'GET /{phone-number-id}/business_compliance_info': { answer: readCompliance },
  'POST /{phone-number-id}/business_compliance_info': {
    required: [
      'messaging_product',
      'entity_name',
      'entity_type',
      'grievance_officer_details.name',
      'grievance_officer_details.email',
      'customer_care_details.email',
    ],
    answer: (call, state) => {
      state.stored.merge(onlyObject('compliance-info', call, state), sent(call));
      return done;
    },
  },
  'GET /{phone-number-id}/official_business_account': { answer: readOfficialAccount },
  'POST /{phone-number-id}/official_business_account': { required: ['action'], answer: applyForOfficialAccount },
  'POST /{phone-number-id}/messages_encrypted': {
    required: ['messaging_product', 'encrypted_contents'],
    answer: ({ parameters }) => ({ encrypted_contents: parameters['encrypted_contents'] }),
  },
  'POST /{phone-number-id}/smb_app_data': {
    required: ['messaging_product', 'sync_type'],
    answer: (_call, { settings }) => ({
      messaging_product: 'whatsapp',
      request_id: settings.ids.objectId('app data request'),
    }),
  },
};

function readCompliance(call: GraphCall, state: EmulatorState): Parameters {
  const [info] = state.stored.all('compliance-info', call.objectId);
  const accountId = state.phoneNumber(call.objectId).wabaId;
  return { data: info ? [selected({ whatsapp_business_account_id: accountId, ...info.members }, call)] : [] };
}

function readOfficialAccount(call: GraphCall, state: EmulatorState): Parameters {
  const [account] = state.stored.all('official-account', call.objectId);
  return selected(describeOfficialAccount(call, account), call);
}

function applyForOfficialAccount(call: GraphCall, state: EmulatorState): Parameters {
  const action = String(call.parameters['action']);
  const status = Object.hasOwn(applicationStatuses, action) ? applicationStatuses[action] : undefined;
  if (status === undefined) {
    throw invalidParameter(`Param action must be one of ${Object.keys(applicationStatuses).join(', ')}.`);
  }
  const account = onlyObject('official-account', call, state);
  state.stored.merge(account, { ...sent(call), oba_status: status });
  const message = `The application is ${status.toLowerCase()}.`;
  return { success: true, message, updated_status: describeOfficialAccount(call, account), tracking_id: account.id };
}

/** A number that never applied has the status of an application that was taken back. */
function describeOfficialAccount({ objectId }: GraphCall, account: StoredObject | undefined): Parameters {
  const status = account?.members['oba_status'] ?? 'CANCELLED';
  return {
    id: objectId,
    oba_status: status,
    status_message: account ? 'An application is known.' : 'Nobody has applied.',
  };
}
