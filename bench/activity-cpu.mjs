/**
 * CPU of the send activity against one POST by got with the same body. Each side has a process of its own: in one
 * process, either side would clean up garbage of the other. They take turns of 1,000 sends. There are several pairs, as
 * no two processes are compiled alike.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ratioResult, takeTurns } from './compare.mjs';
import { startGraphServer } from './graph-server.mjs';

const sender = fileURLToPath(new URL('activity-process.mjs', import.meta.url));
const roundsOfAPair = 8;

export async function measure({ rounds = 24 }) {
  const server = await startGraphServer();
  const unit = 's per 1,000 sends';
  try {
    return [
      ratioResult({
        name: 'CPU of the send activity',
        unit,
        atMost: 1.2,
        pairs: await compare('ours', server.url, rounds),
      }),
      ratioResult({
        name: 'CPU of the send activity, with an app secret and so a proof in each request',
        unit,
        pairs: await compare('ours-with-proof', server.url, Math.ceil(rounds / 4)),
      }),
    ];
  } finally {
    server.stop();
  }
}

async function compare(side, url, rounds) {
  const pairs = [];
  while (pairs.length < rounds) {
    const floor = await startSender('floor', url);
    const ours = await startSender(side, url);
    const left = Math.min(roundsOfAPair, rounds - pairs.length);
    pairs.push(...(await takeTurns({ rounds: left, floor: floor.measure, ours: ours.measure })));
    for (const { stop } of [floor, ours]) stop();
  }
  return pairs;
}

/** `measure` resolves with seconds of CPU. */
async function startSender(side, url) {
  const child = fork(sender, [side, url], { execArgv: [] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`the sender of ${side} ended with exit code ${code}`);
  });
  ended.catch(() => undefined);
  const answer = () => Promise.race([once(child, 'message').then(([seconds]) => seconds), ended]);
  const measure = () => {
    child.send('measure');
    return answer();
  };
  await answer();
  return { measure, stop: () => child.disconnect() };
}
