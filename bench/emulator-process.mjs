/** The emulator in a process of its own, as a test-suite of another language has it, and clients that only send. */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { GraphEmulator } from '../lib/emulator/index.js';

const path = fileURLToPath(import.meta.url);
const endOfHead = '\r\n\r\n';

/**
 * @param {object} options of `GraphEmulator.start()`
 * @param {string[]} execArgv of the process, such as `--cpu-prof`
 * @returns {Promise<{ info: object, ask: (what: 'cpu' | 'memory') => Promise<any>, stop: () => Promise<void> }>}
 */
export function startEmulator(options, execArgv = []) {
  const child = fork(path, [JSON.stringify(options)], { execArgv: ['--expose-gc', ...execArgv] });
  const ask = (what) =>
    new Promise((resolve) => {
      child.once('message', resolve);
      child.send(what);
    });
  const stop = () =>
    new Promise((resolve) => {
      child.removeAllListeners('exit');
      child.once('exit', resolve);
      child.disconnect();
    });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the emulator of the bench ended with exit code ${code}`)));
    child.once('message', (info) => resolve({ info, ask, stop }));
  });
}

if (process.argv[1] === path) {
  const emulator = await GraphEmulator.start(JSON.parse(process.argv[2]));
  process.send(emulator.info);
  process.on('message', (what) => process.send(what === 'cpu' ? process.cpuUsage() : memory()));
  process.once('disconnect', () => process.exit());
}

/** Megabytes: what is held after a collection, and what the process has of the machine before it. */
function memory() {
  const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  globalThis.gc();
  return { rss, heap: process.memoryUsage().heapUsed / 2 ** 20 };
}

/**
 * Sends texts, each connection the next one when it has the answer to the last. A client that costs next to nothing:
 * ready bytes, and a look at the status.
 *
 * @param {{ count: number, atOnce: number, to: (index: number) => string }} load
 */
export async function sendTexts({ graphUrl, phoneNumberId, accessToken }, { count, atOnce, to }) {
  const { host, hostname, port } = new URL(graphUrl);
  const head =
    `POST /v25.0/${phoneNumberId}/messages HTTP/1.1\r\nhost: ${host}\r\nauthorization: Bearer ${accessToken}\r\n` +
    'content-type: application/json\r\ncontent-length: ';
  let next = 0;
  const request = () => {
    const content = { messaging_product: 'whatsapp', to: to(next), type: 'text', text: { body: `Message ${next++}` } };
    const body = JSON.stringify(content);
    return `${head}${body.length}${endOfHead}${body}`;
  };
  const sender = () =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      const goOn = () => (next < count ? socket.write(request()) : socket.end(resolve));
      let answer = '';
      socket.setEncoding('latin1').on('data', (text) => {
        answer += text;
        const end = answer.indexOf(endOfHead) + endOfHead.length;
        const length = Number(/content-length: (\d+)/i.exec(answer)?.[1]);
        if (end < endOfHead.length || answer.length < end + length) return;
        if (!answer.startsWith('HTTP/1.1 200 ')) return reject(new Error(answer));
        answer = '';
        goOn();
      });
      socket.on('error', reject).on('connect', goOn);
    });
  await Promise.all(Array.from({ length: atOnce }, sender));
}
