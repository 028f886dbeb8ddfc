/**
 * Operations of clients that Meta refuses too, or that fail in the client itself, with the reason. The test expects
 * each of them to fail, so that none stays here that works.
 */
export const ownFailures: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '@kapso/whatsapp-cloud-api': {
    'get template': 'It asks for GET /{waba-id}/message_templates/{id}. Meta has GET /{template-id} (contract).',
  },
  '@microfox/whatsapp-business': {
    'send link': 'It sends an interactive message of type "cta". Meta has "cta_url" (contract).',
    'mark messages as read': 'It sends "message_ids". Meta requires "message_id" (contract).',
    'get QR code': 'It asks for GET /{phone-number-id}/qr_code. Meta has message_qrdls (contract).',
    'get analytics': 'It asks for GET /{phone-number-id}/insights, which Meta does not have (contract).',
    'get commerce settings': 'It asks the account. Meta has whatsapp_commerce_settings on the number (contract).',
    'update commerce settings': 'It asks the account. Meta has whatsapp_commerce_settings on the number (contract).',
    'get conversational components': 'It looks for the fields in its own envelope, not in "data" of it.',
  },
  'kapso-whatsapp-cloud-api': {
    'preview flow': 'It asks for GET /{flow-id}/preview. Meta has a field of the flow, preview (contract).',
    'deploy flow': 'It makes a flow without "categories", which Meta requires (page on flows).',
  },
  pywa: {
    ...pywaFailures(),
    'upsert authentication template': 'It sends a JSON text that holds the JSON of the template.',
  },
  'pywa (async)': {
    ...pywaFailures(),
    'upsert authentication template': 'It requires "category". Meta answers with id, status and language (page on it).',
  },
  whatsappcloudapi_wrapper: {
    'download media': 'It appends "?access_token=…" to a URL that has a query, so that the hash in it is another one.',
  },
};

function pywaFailures(): Readonly<Record<string, string>> {
  return {
    'list blocked users': 'It requires "input" of each user. Meta lists messaging_product and wa_id (contract).',
    'get call permissions': 'Its method calls another one of its own without an argument that is required.',
    call: 'It requires "success" of the answer. Meta answers with messaging_product and calls (contract).',
    'list signups': 'It asks for the field "message", and then requires "signup_message", which is what Meta has.',
    'list groups': 'It looks for groups in "data". Meta lists them in "groups" of it (contract).',
    'approve join requests': 'It requires "request_id". Meta answers with approved_join_requests (contract).',
    'reject join requests': 'It requires "request_id". Meta answers with rejected_join_requests (contract).',
    'migrate templates': 'It reads failed_templates as a list. Meta answers with reasons by id (page on migration).',
  };
}

/** Kinds of webhooks that a client has a handler for, and then fails to call it, with the reason. */
export const ownReceiverFailures: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'pywa (async)': {
    'status failed': 'It requires "contacts". Meta leaves them out of a status that says failed (page on user ids).',
  },
};
