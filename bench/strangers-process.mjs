/** Strangers in a process of their own: connections that post large bodies, wrongly signed, until they are stopped. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { rawRequest } from './posts.mjs';

const path = fileURLToPath(import.meta.url);
const connections = 10;
/** On average half a second, so that they neither keep step with Meta's POSTs nor with each other. */
const pause = () => delay(Math.random() * 1_000);
/** Bytes that are no UTF-8, as many as the receiver takes. */
const body = { bytes: Buffer.alloc(3 * 1024 * 1024, 0xff), signature: `sha256=${'0'.repeat(64)}` };

/** @returns {Promise<() => void>} what stops them */
export async function startStrangers(url) {
  const child = fork(path, [url], { execArgv: [] });
  await once(child, 'message');
  return () => child.disconnect();
}

if (process.argv[1] === path) await post(process.argv[2]);

async function post(url) {
  process.once('disconnect', () => process.exit());
  const request = rawRequest(url, body);
  const { hostname, port } = new URL(url);
  process.send('ready');
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect({ host: hostname, port: Number(port) });
      for (;;) {
        await pause();
        socket.write(request);
        const [answer] = await once(socket, 'data');
        if (!answer.toString('latin1').startsWith('HTTP/1.1 401 ')) throw new Error(`answered ${answer}`);
      }
    }),
  );
}
