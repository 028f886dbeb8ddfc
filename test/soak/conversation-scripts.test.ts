/** A thousand random users against three dialogues. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { WhatsAppTest } from '../../src/testing/index.js';
import { playHastily } from '../helpers/scripts/hasty.js';
import { startHastyKit, startPatientKit } from '../helpers/scripts/kits.js';
import { playPatiently } from '../helpers/scripts/patient.js';
import { hastyScripts, patientBatch, scriptSeed } from '../helpers/scripts/script.js';

const users = 100;
const seed = scriptSeed();

describe('a thousand random users, a hundred at a time', () => {
  let patient: WhatsAppTest;
  let hasty: WhatsAppTest;
  beforeAll(async () => {
    [patient, hasty] = await Promise.all([startPatientKit(), startHastyKit()]);
  });
  afterAll(() => Promise.all([patient.close(), hasty.close()]));

  test('no message is lost, none doubled, and no question takes the answer to another', async () => {
    const problems: string[] = [];
    const play = async (count: number, one: (seed: number) => Promise<string[]>): Promise<void> => {
      for (let batch = 0; batch < count; batch += 1) problems.push(...(await one(seed + batch)));
    };
    await Promise.all([
      play(6, (seed) => playPatiently(patient, patientBatch(users, seed))),
      play(4, (seed) => playHastily(hasty, hastyScripts(users, seed))),
    ]);
    expect({ CONVERSATION_SEED: seed, problems }).toEqual({ CONVERSATION_SEED: seed, problems: [] });
  }, 600_000);
});
