/**
 * The other end of every request. It has a process of its own, so that its work is not counted. It answers like the
 * Graph API, and does nothing else.
 */
import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(import.meta.url);

/** @returns {Promise<{ url: string, stop: () => void }>} */
export function startGraphServer() {
  const child = fork(path, { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the server of the bench ended with exit code ${code}`)));
    child.once('message', ({ port }) => resolve({ url: `http://127.0.0.1:${port}`, stop: () => child.disconnect() }));
  });
}

if (process.argv[1] === path) serve();

function serve() {
  let count = 0;
  const server = createServer((request, response) => {
    const chunks = [];
    const isMessage = request.url.endsWith('/messages');
    if (isMessage) request.on('data', (chunk) => chunks.push(chunk));
    else request.resume();
    request.once('end', () => {
      count += 1;
      const body = JSON.stringify(isMessage ? accepted(count, Buffer.concat(chunks)) : { id: `${count}` });
      response.writeHead(200, {
        'content-type': 'application/json; charset=UTF-8',
        'content-length': body.length,
        'facebook-api-version': 'v25.0',
        'x-fb-trace-id': 'Bench',
      });
      response.end(body);
    });
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
  process.once('disconnect', () => process.exit());
}

/** Each recipient is a user of their own: conversations that learn the same id are conversations of one user. */
function accepted(count, body) {
  const { to, recipient } = JSON.parse(body);
  const contact = to ? { input: to, wa_id: to.replace('+', '') } : { input: recipient, user_id: recipient };
  return {
    messaging_product: 'whatsapp',
    contacts: [contact],
    messages: [{ id: `wamid.bench${String(count).padStart(40, '0')}` }],
  };
}
