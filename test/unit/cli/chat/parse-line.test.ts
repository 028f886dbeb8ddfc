import { expect, test } from '@jest/globals';
import { chatHelp, parseLine } from '../../../../src/cli/chat/parse-line.js';

test.each([
  ['hello there', { kind: 'text', text: 'hello there' }],
  ['  hello  ', { kind: 'text', text: 'hello' }],
  ['//tap is a text', { kind: 'text', text: '/tap is a text' }],
  ['', undefined],
  ['   ', undefined],
  ['/tap 1', { kind: 'tap', option: 1 }],
  ['/list 12', { kind: 'tap', option: 12 }],
  ['/tap 2 3', { kind: 'tap', option: 2, message: 3 }],
  ['/tap 2 on #3', { kind: 'tap', option: 2, message: 3 }],
  ['/reply 4 yes, that one', { kind: 'reply', message: 4, text: 'yes, that one' }],
  ['/react #4 👍', { kind: 'react', message: 4, emoji: '👍' }],
  ['/react 4', { kind: 'react', message: 4, emoji: '' }],
  ['/location 52.52,13.4', { kind: 'location', latitude: 52.52, longitude: 13.4 }],
  ['/location -33.9, 151', { kind: 'location', latitude: -33.9, longitude: 151 }],
  ['/image /tmp/my picture.png', { kind: 'image', file: '/tmp/my picture.png' }],
  ['/image a.png my caption', { kind: 'image', file: 'a.png', caption: 'my caption' }],
  ['/image my v1.2 picture.png of b.jpg', { kind: 'image', file: 'my v1.2 picture.png', caption: 'of b.jpg' }],
  ['/image "a.png b.png" two', { kind: 'image', file: 'a.png b.png', caption: 'two' }],
  ['/file notes', { kind: 'file', file: 'notes' }],
  ['/file ./menu.pdf The menu', { kind: 'file', file: './menu.pdf', caption: 'The menu' }],
  ['/help', { kind: 'help' }],
  ['/quit', { kind: 'quit' }],
])('%j is %j', (line, action) => {
  expect(parseLine(line)).toEqual(action);
});

test.each([
  ['/tap', '/tap is written so: /tap N [MESSAGE]'],
  ['/tap small', '/tap is written so: /tap N [MESSAGE]'],
  ['/reply 4', '/reply is written so: /reply MESSAGE TEXT'],
  ['/location here', '/location is written so: /location LATITUDE,LONGITUDE'],
  ['/image', '/image is written so: /image FILE [CAPTION]'],
  ['/quit now', '/quit is written so: /quit'],
  ['/dance', 'There is no command /dance. /help shows those that there are.'],
  ['/constructor', 'There is no command /constructor. /help shows those that there are.'],
])('%j is refused: %s', (line, problem) => {
  expect(parseLine(line)).toEqual({ kind: 'problem', problem });
});

test('the help has a line for each command', () => {
  for (const name of ['/tap', '/list', '/reply', '/react', '/location', '/image', '/file', '/help', '/quit'])
    expect(chatHelp.filter((line) => line.startsWith(`  ${name} `))).toHaveLength(1);
});
