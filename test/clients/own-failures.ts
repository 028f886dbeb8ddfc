/**
 * Operations of clients that Meta refuses too, or that fail in the client itself, with the reason. The test expects each
 * of them to fail, so that none stays here that works.
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
  pywa: pywaFailures(),
  'pywa (async)': pywaFailures(),
  whatsappcloudapi_wrapper: {
    'download media': 'It appends "?access_token=…" to a URL that has a query, so that the hash in it is another one.',
  },
};

function pywaFailures(): Readonly<Record<string, string>> {
  return {
    'list blocked users': 'It requires "input" of each user. Meta lists messaging_product and wa_id (contract).',
    'get call permissions': 'Its method calls another one of its own without an argument that is required.',
  };
}
