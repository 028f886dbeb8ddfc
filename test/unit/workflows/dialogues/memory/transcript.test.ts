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
