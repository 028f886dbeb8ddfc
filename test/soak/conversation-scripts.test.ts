/** A thousand random users against three dialogues, a hundred at a time. */
import { expect, test } from '@jest/globals';
import type { WhatsAppTest } from '../../src/testing/index.js';
import { playHastily } from '../helpers/scripts/hasty.js';
import { startHastyKit, startPatientKit } from '../helpers/scripts/kits.js';
import { playPatiently } from '../helpers/scripts/patient.js';
import { hastyScripts, patientBatch, scriptSeed } from '../helpers/scripts/script.js';

const users = 100;
const seed = scriptSeed();
const nothing: Outcome = { CONVERSATION_SEED: seed, problems: [] };

interface Outcome {
  CONVERSATION_SEED: number;
  problems: string[];
}

type Play = (kit: WhatsAppTest, seed: number) => Promise<string[]>;

/** Plays batches one after the other, until one has problems. A failure names the seed of its batch. */
async function playBatches(start: Promise<WhatsAppTest>, count: number, play: Play): Promise<Outcome> {
  const kit = await start;
  try {
    for (let batch = seed; batch < seed + count; batch += 1) {
      const problems = await play(kit, batch);
      if (problems.length > 0) return { CONVERSATION_SEED: batch, problems };
    }
    return nothing;
  } finally {
    await kit.close();
  }
}

const patiently: Play = (kit, seed) => playPatiently(kit, patientBatch(users, seed));
const hastily: Play = (kit, seed) => playHastily(kit, hastyScripts(users, seed));

test('five hundred who wait for the bot see exactly what the model says', async () => {
  expect(await playBatches(startPatientKit(), 5, patiently)).toEqual(nothing);
}, 600_000);

test('of four hundred who do not wait, each message is heard once, and none answers another question', async () => {
  expect(await playBatches(startHastyKit('time-skipping'), 4, hastily)).toEqual(nothing);
}, 600_000);

test('the same of a hundred in real time', async () => {
  expect(await playBatches(startHastyKit('real'), 1, hastily)).toEqual(nothing);
}, 600_000);
