/**
 * The other end of uploads and downloads, in a process of its own: takes media and forgets them, and has the files of a
 * folder as media objects.
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(import.meta.url);

/** The media ids of the files. */
export const mediaIds = { small: '1001', film: '1002', large: '1003' };

/** @returns {Promise<{ url: string, stop: () => void }>} */
export function startMediaServer(folder) {
  const child = fork(path, [folder], { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the media server of the bench ended with exit code ${code}`)));
    child.once('message', ({ port }) => resolve({ url: `http://127.0.0.1:${port}`, stop: () => child.disconnect() }));
  });
}

if (process.argv[1] === path) await serve(process.argv[2]);

async function serve(folder) {
  const objects = new Map();
  for (const [name, id] of Object.entries(mediaIds)) objects.set(id, await mediaObject(folder, name, id));
  const server = createServer((request, response) => {
    const last = request.url.split('?')[0].split('/').at(-1);
    if (request.method === 'POST') {
      request.resume().once('end', () => answer(response, { id: '2001' }));
    } else if (request.url.startsWith('/files/')) {
      const file = join(folder, `${last}.pdf`);
      response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': statSync(file).size });
      createReadStream(file).pipe(response);
    } else {
      answer(response, { ...objects.get(last), url: `http://${request.headers.host}/files/${objects.get(last).name}` });
    }
  });
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
  process.once('disconnect', () => process.exit());
}

async function mediaObject(folder, name, id) {
  const file = join(folder, `${name}.pdf`);
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return { id, name, mime_type: 'application/pdf', file_size: statSync(file).size, sha256: hash.digest('hex') };
}

function answer(response, object) {
  const body = JSON.stringify(object);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
