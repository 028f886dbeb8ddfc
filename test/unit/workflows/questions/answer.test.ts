import { describe, expect, test } from '@jest/globals';
import { buttons, flow, list, locationRequest, quickReplyComponent, template, text } from '../../../../src/messages.js';
import { outboundMessageSchema } from '../../../../src/common/messages/outbound-message.js';
import { readAnswer } from '../../../../src/workflows/questions/answer.js';
import {
  newWaitId,
  prepareQuestion,
  readWireId,
  wireId,
  type PreparedQuestion,
  type Question,
} from '../../../../src/workflows/questions/question.js';
import { toTurn, type IncomingMessage } from '../../../../src/workflows/questions/turn.js';

const waitId = 'w012345678';
const labels = { listButton: 'Choose', nextPage: 'More' };

function prepared(question: Question): PreparedQuestion {
  const result = prepareQuestion(question, waitId, labels);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

const message = (members: Partial<IncomingMessage>) => toTurn([{ type: 'text', text: '', timestampMs: 0, ...members }]);
const writes = (written: string) => message({ text: written });
const taps = (id: string, title = '') => message({ text: title, tap: { id, title } });

describe('a choice', () => {
  const question = prepared(buttons('Size?', { s: 'Smäll', l: 'Large pizza', '3': 'Huge' }));

  // JavaScript sorts whole numbers to the front of a record: "Huge" is the first.
  test.each([
    ['Smäll', 's'],
    ['small', 's'],
    ['  SMALL!! ', 's'],
    ['L', 'l'],
    ['large   PIZZA.', 'l'],
    ['2', 's'],
    ['3', '3'],
    ['1', '3'],
    ['"huge"', '3'],
  ])('is made by writing %s', (written, key) => {
    expect(readAnswer(question, waitId, writes(written))).toMatchObject({ answer: { kind: 'choice', key } });
  });

  test.each(['', '   ', 'smaller', '4', '0', '-1', '1.5', 's l', '!!', 'toString'])(
    'is not made by writing "%s"',
    (written) => {
      expect(readAnswer(question, waitId, writes(written))).toBeUndefined();
    },
  );

  test('is made by a tap on this question, and by no other tap', () => {
    expect(readAnswer(question, waitId, taps(wireId(waitId, 'l')))).toMatchObject({ answer: { key: 'l' } });
    for (const id of [wireId('w876543210', 'l'), 'l', `${waitId}.nothing`, `${waitId}.`, `${waitId}l`, '']) {
      expect([id, readAnswer(question, waitId, taps(id, 'something'))]).toEqual([id, undefined]);
    }
  });

  test('and a tap on another question that has the same label counts as that text', () => {
    expect(readAnswer(question, waitId, taps('elsewhere', 'Large pizza'))).toMatchObject({ answer: { key: 'l' } });
  });
});

describe('what is written', () => {
  const read = (titles: readonly string[], written: string) => {
    const question = prepared(buttons('?', Object.fromEntries(titles.map((title, index) => [`k${index}`, title]))));
    const reading = readAnswer(question, waitId, writes(written));
    return reading && 'answer' in reading && reading.answer.kind === 'choice' ? reading.answer.title : undefined;
  };

  test.each([
    ['Japanese', ['タイヤ', 'ダイヤ']],
    ['Hindi', ['दिन', 'दान']],
    ['Tamil', ['கல்', 'கால்']],
    ['Thai', ['ใกล', 'ใกล้']],
    ['Russian', ['мои', 'мой']],
    ['French', ['Cote', 'Côte', 'Coté']],
    ['Greek', ['η', 'ή']],
  ])('in %s is the option that is written so, in whatever normal form', (_, titles) => {
    for (const title of titles) {
      expect(read(titles, title)).toBe(title);
      expect(read(titles, title.normalize('NFD'))).toBe(title);
      expect(read([...titles].reverse(), title.toUpperCase())).toBe(title);
    }
  });

  test.each([
    ['タイヤ', 'ダイヤ'],
    ['हा', 'हां'],
    ['мои', 'мой'],
    ['כן', 'לא'],
  ])('%s is not %s', (written, title) => {
    expect(read([title], written)).toBeUndefined();
  });

  test.each([
    ['ete', 'Été'],
    ['οχι', 'Όχι'],
    ['istanbul', 'İstanbul'],
    ['еще', 'Ещё'],
    ['احمر', 'أَحْمَر'],
    ['שלום', 'שָׁלוֹם'],
    ['❤', '❤️'],
  ])('without accents, %s is %s', (written, title) => {
    expect(read([title, 'x'], written)).toBe(title);
  });

  test('without accents is none of several that are like it', () => {
    expect(read(['Côte', 'Coté'], 'cote')).toBeUndefined();
  });

  test('is a label before it is the key of another option', () => {
    const question = prepared(buttons('?', { a: 'B', b: 'A' }));
    expect(readAnswer(question, waitId, writes('a'))).toMatchObject({ answer: { key: 'b' } });
  });
});

describe('many options', () => {
  const titles = (count: number) => Array.from({ length: count }, (_, index) => `Option ${index + 1}`);

  test.each([
    [1, 'button', 1],
    [3, 'button', 1],
    [4, 'list', 1],
    [10, 'list', 1],
    [11, 'list', 2],
    [18, 'list', 2],
    [19, 'list', 3],
    [100, 'list', 12],
  ])('%i options are a %s of %i pages, each of which Meta takes', (count, type, pages) => {
    const question = prepared(buttons('Which?', titles(count)));
    expect(question.pages).toHaveLength(pages);
    for (const page of question.pages) {
      expect(page).toMatchObject({ interactive: { type } });
      expect(outboundMessageSchema.safeParse(page).success).toBe(true);
    }
    expect(question.options).toHaveLength(count);
  });

  test('the last row leads to the next page, and round again', () => {
    const question = prepared(
      list('Which?', 'Open', Object.fromEntries(titles(12).map((title, index) => [`k${index}`, title]))),
    );
    const lastRow = (page: number): { id: string } => {
      const shown = question.pages[page] as unknown as {
        interactive: { action: { sections: { rows: { id: string }[] }[] } };
      };
      return shown.interactive.action.sections[0]?.rows.at(-1) ?? { id: '' };
    };
    expect(readAnswer(question, waitId, taps(lastRow(0).id))).toEqual({ page: 1 });
    expect(readAnswer(question, waitId, taps(lastRow(1).id))).toEqual({ page: 0 });
  });

  test('a forged tap leads to no page that the question has not', () => {
    const one = prepared(buttons('?', { a: 'A' }));
    const two = prepared(buttons('?', titles(12)));
    const forged = ['>', '>0', '>1', '>99'].map((key) => [one, key] as const);
    for (const key of ['>', '> ', '>2', '>-1', '>1.5', '>01', '>0x1', '>1e0', '>NaN', '>Infinity'])
      forged.push([two, key]);
    for (const [question, key] of forged)
      expect([key, readAnswer(question, waitId, taps(wireId(waitId, key), 'More'))]).toEqual([key, undefined]);
  });
});

describe('other answers', () => {
  test('a text, and what makes a value of it', () => {
    const question = prepared(text('How many?'));
    const parse = (written: string) => (/^\d+$/.test(written) ? Number(written) : undefined);
    expect(readAnswer(question, waitId, writes('7'), parse)).toEqual({ answer: { kind: 'text', value: 7, text: '7' } });
    expect(readAnswer(question, waitId, writes('seven'), parse)).toBeUndefined();
    expect(readAnswer(question, waitId, writes(' '))).toBeUndefined();
  });

  test('a location, and no text instead', () => {
    const question = prepared(locationRequest('Where?'));
    const location = { latitude: 1, longitude: 2 };
    expect(readAnswer(question, waitId, message({ location }))).toEqual({ answer: { kind: 'location', location } });
    expect(readAnswer(question, waitId, writes('at home'))).toBeUndefined();
  });

  test('a flow', () => {
    const question = prepared(flow('Book', { flowId: '1', cta: 'Book' }));
    const turn = message({ form: { name: 'flow', data: { seats: 2 } } });
    expect(readAnswer(question, waitId, turn)).toEqual({ answer: { kind: 'flow', data: { seats: 2 } } });
  });

  test('a tap on a template, whose labels nobody knows here, and a text instead', () => {
    const question = prepared(template('offer', 'en', [quickReplyComponent(0, 'yes'), quickReplyComponent(1, 'no')]));
    expect(question.pages[0]).toMatchObject({
      template: {
        components: [{ parameters: [{ payload: `${waitId}.yes` }] }, { parameters: [{ payload: `${waitId}.no` }] }],
      },
    });
    expect(readAnswer(question, waitId, taps(`${waitId}.no`, 'Nope'))).toEqual({
      answer: { kind: 'choice', key: 'no', title: 'Nope' },
    });
    expect(readAnswer(question, waitId, writes('rather not'))).toMatchObject({ answer: { kind: 'text' } });
  });

  test('what cannot be answered is told', () => {
    const url = { type: 'interactive', interactive: { type: 'cta_url', body: { text: 'x' } } } as unknown as Question;
    expect(prepareQuestion(url, waitId, labels)).toMatch('cta_url');
  });
});

test('ids on the wire', () => {
  expect(readWireId(wireId(waitId, 'a.b'))).toEqual({ waitId, key: 'a.b' });
  for (const id of ['order.cancel', 'w0123.x', `x${waitId}.k`, 'W012345678.k', ''])
    expect(readWireId(id)).toBeUndefined();
  expect(newWaitId()).toMatch(/^w[0-9a-z]{9}$/);
});
