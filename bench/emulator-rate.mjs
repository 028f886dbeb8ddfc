/** How many sends a second the emulator answers, and how long it takes to forget everything. */
import { infoResult } from './compare.mjs';
import { sendTexts, startEmulator } from './emulator-process.mjs';
import { startReceiver } from './receiver-process.mjs';
import { appSecret } from './webhooks.mjs';

const warmUpSends = 10_000;
const sends = 20_000;
const atOnce = 20;
/** Users to whom the sends go by turns. */
const users = 1_000;
const options = { enforceWindow: false };

export async function measure({ rounds = 5 }) {
  return [
    ...(await rates('sends answered by the emulator, nobody gets webhooks', options, rounds)),
    ...(await withReceiver(rounds)),
    ...(await resets()),
  ];
}

async function withReceiver(rounds) {
  const receiver = await startReceiver();
  const behavior = {
    ...options,
    webhookUrl: receiver.url,
    appSecret,
    webhookMaxAttempts: 1,
    webhookBatch: { maxItems: 100 },
  };
  try {
    return await rates('the same with two statuses each, 100 in a POST', behavior, Math.ceil(rounds / 2));
  } finally {
    receiver.stop();
  }
}

async function rates(name, behavior, rounds) {
  const emulator = await startEmulator(behavior);
  const byClock = [];
  const byCpu = [];
  await drive(emulator, warmUpSends);
  for (let round = 0; round < rounds; round += 1) {
    const before = await emulator.ask('cpu');
    const start = performance.now();
    await drive(emulator, sends);
    byClock.push(sends / ((performance.now() - start) / 1_000));
    const after = await emulator.ask('cpu');
    byCpu.push(sends / ((after.user + after.system - before.user - before.system) / 1e6));
  }
  await emulator.stop();
  return [
    infoResult({ name: `${name}, by the clock`, unit: 'sends/s', value: median(byClock) }),
    infoResult({ name: `${name}, per second of its CPU`, unit: 'sends/s', value: median(byCpu) }),
  ];
}

function drive({ info }, count) {
  return sendTexts(info, { count, atOnce, to: (index) => `4917${String(index % users).padStart(8, '0')}` });
}

/** After each handful of sends, as after a test. */
async function resets() {
  const emulator = await startEmulator(options);
  const { graphUrl } = emulator.info;
  const times = [];
  for (let round = 0; round < 200; round += 1) {
    await sendTexts(emulator.info, { count: 10, atOnce: 2, to: () => '491701234567' });
    const start = performance.now();
    const response = await fetch(`${graphUrl}/_emulator/reset`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    await response.json();
    times.push(performance.now() - start);
  }
  await emulator.stop();
  const sorted = times.slice(50).sort((a, b) => a - b);
  return [0.5, 0.99].map((share) =>
    infoResult({
      name: `reset of the emulator by HTTP after 10 sends, p${share * 100}`,
      unit: 'ms',
      value: sorted[Math.floor(sorted.length * share)],
    }),
  );
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
