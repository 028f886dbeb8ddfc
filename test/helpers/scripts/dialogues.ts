/**
 * Three dialogues as data: a conversation plays them in the sandbox, and the model plays them without Temporal. Each
 * question has a number, which stands in its labels, so that an answer shows which question it is for.
 */

/** A question with options; the labels get the question's number. */
export interface Choice {
  ask: string;
  options: Readonly<Record<string, string>>;
  timeoutMinutes: number;
  remindAfterMinutes?: number;
  tries: number;
}

/** A question for a number. */
export interface AskNumber {
  askNumber: string;
  timeoutMinutes: number;
  tries: number;
}

/** What a dialogue does next. */
export type Step = Choice | AskNumber | { say: string } | { nextTurnWithinMinutes: number };

/** What came of it: a key, a number, a text, or the reason for nothing. */
export interface Reply {
  key?: string;
  number?: number;
  text?: string;
  why?: string;
}

export type Steps = Generator<Step, void, Reply>;

// No sum of these is near a full hour, at which users write.
const short = 60 + 7;
const day = 20 * 60 + 7;
const long = 30 * 60 + 7;

function* order(): Steps {
  const options = { s: 'Small', m: 'Medium', l: 'Large' };
  const size = yield { ask: 'Which size?', options, timeoutMinutes: long, remindAfterMinutes: day - 60, tries: 3 };
  if (size.key === undefined) {
    yield { say: `No order: ${size.why}` };
    return;
  }
  const count = yield { askNumber: 'How many?', timeoutMinutes: short, tries: 2 };
  yield { say: `Ordered ${size.key} x ${count.number ?? count.why}` };
}

const survey = {
  'How was it?': { g: 'Good', b: 'Bad' },
  'Which day?': { mo: 'Monday', tu: 'Tuesday', we: 'Wednesday', th: 'Thursday', fr: 'Friday' },
  'Again?': { y: 'Yes', n: 'No' },
};

function* surveying(): Steps {
  const answers: string[] = [];
  for (const [ask, options] of Object.entries(survey)) {
    const { key, why } = yield { ask, options, timeoutMinutes: day, tries: 2 };
    answers.push(key ?? String(why));
  }
  yield { say: `Survey ${answers.join(' ')}` };
}

function* talk(): Steps {
  yield { say: 'Talk to me' };
  for (let turns = 0; turns < 3; turns += 1) {
    const { text } = yield { nextTurnWithinMinutes: short };
    if (text === undefined || /bye/.test(text)) break;
    yield { say: `You said ${text}` };
  }
  yield { say: 'Bye' };
}

function* echo(text: string): Steps {
  yield { say: `Heard ${text}` };
}

/** The dialogue that a turn begins. */
export function beginDialogue(text: string): Steps {
  if (/order/.test(text)) return order();
  if (/survey/.test(text)) return surveying();
  return /talk/.test(text) ? talk() : echo(text);
}

/** Commands, which work at any time. */
export const commandNames = ['help', 'cancel'] as const;
export const helpText = 'We can help';
export const otherwise = (question: number): string => `What about Q${question}?`;
export const reminder = (question: number): string => `Q${question} still waits`;
export const questionText = (question: number, ask: string): string => `Q${question} ${ask}`;
export const label = (question: number, title: string): string => `${title} ${question}`;
export const lateText = (title: string): string => `${title} is over`;
/** The template for a user who has not written for a day. */
export const keptTemplate = 'kept';
