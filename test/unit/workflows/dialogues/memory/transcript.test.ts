import { expect, test } from '@jest/globals';
import { Transcript } from '../../../../../src/workflows/dialogues/memory/transcript.js';

const words = (transcript: Transcript): string[] => transcript.read().map(({ content }) => content);

test('what is being said stands before what the user writes meanwhile', () => {
  const transcript = new Transcript();
  transcript.add('user', 'Hello');
  const { place } = transcript;
  transcript.add('user', 'And again');
  transcript.addAt(place, 'Hello to you');
  expect(words(transcript)).toEqual(['Hello', 'Hello to you', 'And again']);
});

test('the first word of a conversation can be the business’s', () => {
  const transcript = new Transcript();
  const { place } = transcript;
  transcript.add('user', 'Hello');
  transcript.addAt(place, 'Good morning');
  expect(words(transcript)).toEqual(['Good morning', 'Hello']);
});

test('what has lost its place is the latest', () => {
  const transcript = new Transcript();
  transcript.add('user', 'Hello', 'wamid.1');
  const { place } = transcript;
  transcript.change('wamid.1', undefined);
  transcript.add('user', 'And again');
  transcript.addAt(place, 'Hello to you');
  expect(words(transcript)).toEqual(['And again', 'Hello to you']);
});

test('a transcript that is off keeps nothing', () => {
  const transcript = new Transcript([], false);
  transcript.addAt(transcript.place, 'Hello');
  expect(words(transcript)).toEqual([]);
});

test('is bounded also where something was said before the latest entries', () => {
  const transcript = new Transcript();
  for (let index = 0; index < 100; index += 1) transcript.add('user', String(index));
  const { place } = transcript;
  transcript.add('user', 'later');
  transcript.addAt(place, 'answer');
  expect([transcript.state.length, words(transcript).slice(-2)]).toEqual([100, ['answer', 'later']]);
});

test.each([
  [0, []],
  [-1, []],
  [1, ['2']],
  [2, ['1', '2']],
  [9, ['1', '2']],
])('the latest %i of two', (last, expected) => {
  const transcript = new Transcript();
  for (const word of ['1', '2']) transcript.add('user', word);
  expect(transcript.read(last).map(({ content }) => content)).toEqual(expected);
});
