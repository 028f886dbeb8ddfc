import { ratioResult, takeTurns } from './compare.mjs';
import { contents } from './sends.mjs';

const sends = 150;
const atOnce = 20;

/**
 * Messages per second of both sides, from the start to the outcome, with the same number under way; for information
 * also the CPU of client and workers, which says more where other processes keep the machine busy.
 *
 * @param {string} name
 * @param {{ rounds: number, floor: (message: object) => Promise<unknown>, ours: (message: object) => Promise<unknown>
 * }} sides each resolves when the outcome is known
 */
export async function compareRates(name, { rounds, floor, ours }) {
  const cpu = { floor: [], ours: [] };
  const rates = await takeTurns({
    rounds,
    floor: () => ratePerSecond(floor, cpu.floor),
    ours: () => ratePerSecond(ours, cpu.ours),
  });
  // The first round warms up.
  const cpuPairs = cpu.floor.slice(1).map((value, index) => ({ floor: value, ours: cpu.ours[index + 1] }));
  return [
    ratioResult({ name: `${name}, rate`, unit: 'sends/s', pairs: rates, atLeast: 0.9 }),
    ratioResult({ name: `${name}, CPU of client and workers`, unit: 'ms per send', pairs: cpuPairs }),
  ];
}

async function ratePerSecond(send, cpuOfEach) {
  let next = 0;
  const sendUntilDone = async () => {
    while (next < sends) await send(contents[next++ % contents.length]);
  };
  const start = performance.now();
  const cpu = process.cpuUsage();
  await Promise.all(Array.from({ length: atOnce }, sendUntilDone));
  const { user, system } = process.cpuUsage(cpu);
  cpuOfEach.push((user + system) / 1_000 / sends);
  return sends / ((performance.now() - start) / 1_000);
}
