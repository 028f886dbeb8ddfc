/** The floor of a send: one POST by got, without its own retry, the token in a header, the answer parsed. */
import { got } from 'got';
import { accessToken, phoneNumberId } from './sends.mjs';

const http = got.extend({ retry: { limit: 0 } });

export async function post(graphUrl, body) {
  const headers = { authorization: `Bearer ${accessToken}` };
  const answer = await http.post(`${graphUrl}/v25.0/${phoneNumberId}/messages`, { json: body, headers }).json();
  return { messageId: answer.messages[0].id };
}
