/** Random users against three dialogues. test/soak has a thousand of them. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { WhatsAppTest } from '../../../src/testing/index.js';
import { playHastily } from '../../helpers/scripts/hasty.js';
import { startHastyKit, startPatientKit } from '../../helpers/scripts/kits.js';
import { playPatiently } from '../../helpers/scripts/patient.js';
import { hastyScripts, patientBatch, scriptSeed } from '../../helpers/scripts/script.js';

const users = 15;
const seed = scriptSeed();
/** A failure is told after a minute. */
const timeoutMs = 180_000;
const nothing = { CONVERSATION_SEED: seed, problems: [] };

let patient: WhatsAppTest;
let hasty: WhatsAppTest;

beforeAll(async () => {
  [patient, hasty] = await Promise.all([startPatientKit(), startHastyKit('real')]);
});
afterAll(() => Promise.all([patient.close(), hasty.close()]));

test(
  'users who wait for the bot see exactly what the model says',
  async () => {
    const problems = await playPatiently(patient, patientBatch(users, seed));
    expect({ CONVERSATION_SEED: seed, problems }).toEqual(nothing);
  },
  timeoutMs,
);

test(
  'of users who do not wait, each message is heard once, and no question takes the answer to another',
  async () => {
    const problems = await playHastily(hasty, hastyScripts(users, seed));
    expect({ CONVERSATION_SEED: seed, problems }).toEqual(nothing);
  },
  timeoutMs,
);
