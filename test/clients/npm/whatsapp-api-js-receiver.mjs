/**
 * A fetch-based receiver: Request in, Response out, with the handlers of whatsapp-api-js. It counts them by kind of
 * webhook. `GET /counts` answers the counts.
 */
import { createServer } from 'node:http';
import { WhatsAppAPI } from 'whatsapp-api-js/middleware/web-standard';

const { ACCESS_TOKEN: token, APP_SECRET: appSecret, VERIFY_TOKEN: webhookVerifyToken } = process.env;
const client = new WhatsAppAPI({ token, appSecret, webhookVerifyToken, v: 'v24.0', secure: true });
const handled = {};

/** What a webhook tells: the same words as in the test. */
function count(kind) {
  handled[kind] = (handled[kind] ?? 0) + 1;
}

client.on.message = ({ message }) => {
  const { type } = message;
  const inner = ['interactive', 'system'].includes(type) ? [message[type].type] : [];
  count(['message', type, ...inner].join(' '));
};
client.on.status = ({ status }) => count(`status ${status}`);
client.on.call.connect = () => count('call connect');
client.on.call.terminate = () => count('call terminate');
client.on.call.status = ({ status }) => count(`call status ${status}`);

async function respond(request) {
  if (new URL(request.url).pathname === '/counts') return Response.json({ handled });
  if (request.method === 'GET') return new Response(client.handle_get(request));
  return new Response(null, { status: await client.handle_post(request) });
}

async function toRequest({ method, url, headers }, chunks) {
  const body = method === 'POST' ? { body: Buffer.concat(chunks) } : {};
  return new Request(`http://127.0.0.1${url}`, { method, headers, ...body });
}

const server = createServer(async (incoming, outgoing) => {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const response = await respond(await toRequest(incoming, chunks));
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.end(Buffer.from(await response.arrayBuffer()));
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` }));
});
