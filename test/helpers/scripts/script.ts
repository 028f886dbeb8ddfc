/** Random scripts: what users do, round by round, and how much time passes in between. */
import fc from 'fast-check';
import { readSeed } from '../seed.js';

/** Something that a user does. */
export type Action =
  | { does: 'says'; text: string }
  /** Names an option of the newest question in words. */
  | { does: 'types'; option: number; as: 'title' | 'key' | 'number' }
  /** Taps an option of the newest question, or of one so many questions before it. */
  | { does: 'taps'; back: number; option: number }
  /** Changes the latest text of their own, or deletes it. */
  | { does: 'edits'; text: string }
  | { does: 'revokes' }
  /** Something that happens to the user: a workflow asks, or a person ends the dialogue or takes over. */
  | { does: 'isAsked' | 'isSkipped' | 'isTakenOver' };

/** The actions of each round. */
export type Script = Action[][];

/** Scripts of users who share their time. */
export interface Batch {
  /** How many hours each round takes. */
  hours: number[];
  scripts: Script[];
}

const words = fc.constantFrom('order', 'order', 'survey', 'survey', 'talk', 'what', '5', 'bye');
const says = (text: fc.Arbitrary<string>): fc.Arbitrary<Action> =>
  text.map((text) => ({ does: 'says', text }) as const);
const option = fc.nat(2);
const types: fc.Arbitrary<Action> = fc.record({
  does: fc.constant('types'),
  option,
  as: fc.constantFrom('title', 'key', 'number'),
});
const taps = (back: fc.Arbitrary<number>): fc.Arbitrary<Action> =>
  fc.record({ does: fc.constant('taps'), back, option });
const edits = words.map((text): Action => ({ does: 'edits', text }));
const revokes = fc.constant<Action>({ does: 'revokes' });

const plain = fc.oneof(
  { weight: 6, arbitrary: says(words) },
  { weight: 3, arbitrary: types },
  { weight: 1, arbitrary: edits },
  { weight: 1, arbitrary: revokes },
);
const special = fc.oneof(
  { weight: 5, arbitrary: taps(fc.constant(0)) },
  { weight: 2, arbitrary: taps(fc.integer({ min: 1, max: 3 })) },
  { weight: 3, arbitrary: says(fc.constantFrom('help', 'cancel', 'STOP', 'START')) },
);

/** A burst of words, and at its end what works at once. What follows that would depend on who is faster. */
const patientRound = fc
  .tuple(fc.array(plain, { maxLength: 2 }), fc.option(special, { nil: undefined }))
  .map(([burst, last]) => (last ? [...burst, last] : burst));
const happens = fc.constantFrom<Action>(
  { does: 'isAsked' },
  { does: 'isAsked' },
  { does: 'isSkipped' },
  { does: 'isTakenOver' },
);
const anything = fc.oneof(
  { weight: 12, arbitrary: plain },
  { weight: 6, arbitrary: special },
  { weight: 2, arbitrary: happens },
);
const hastyRound = fc.array(anything, { maxLength: 4 });

const rounds = 4;

/** Users who let the bot answer before they go on, but for the words of one burst. */
export function patientBatch(users: number, seed: number): Batch {
  const hours = many(fc.constantFrom(1, 1, 1, 2, 7, 21, 31), rounds);
  return sample(fc.record({ hours, scripts: many(many(patientRound, rounds), users) }), seed);
}

/** Users who do not wait for the bot. */
export function hastyScripts(users: number, seed: number): Script[] {
  return sample(many(many(hastyRound, rounds), users), seed);
}

function many<Item>(item: fc.Arbitrary<Item>, count: number): fc.Arbitrary<Item[]> {
  return fc.array(item, { minLength: count, maxLength: count, size: 'max' });
}

function sample<Value>(arbitrary: fc.Arbitrary<Value>, seed: number): Value {
  const [value] = fc.sample(arbitrary, { numRuns: 1, seed });
  return value as Value;
}

/** The seed of this run. A failure names it, and CONVERSATION_SEED repeats it. */
export function scriptSeed(): number {
  return readSeed('CONVERSATION_SEED');
}
