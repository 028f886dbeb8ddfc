/** British spellings in a file: its path, and every word of its text, also within identifiers. */
import { britishWords, foreignNames } from './british-words.mjs';

export function britishSpellings({ path, text }) {
  const inPath = spellings(path).map((message) => ({ line: 1, message: `the file's name: ${message}` }));
  const inText = text
    .split('\n')
    .flatMap((line, index) => spellings(line).map((message) => ({ line: index + 1, message })));
  return [...inPath, ...inText];
}

function spellings(line) {
  const names = line.match(/[A-Za-z_$][\w$]*/g) ?? [];
  return names
    .filter((name) => !foreignNames.some((pattern) => pattern.test(name)))
    .flatMap((name) => name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [])
    .flatMap((word) => {
      const american = americanSpelling(word.toLowerCase());
      return american === undefined ? [] : [`'${word}' is British: write '${american}'`];
    });
}

function americanSpelling(word) {
  return britishWords.find(({ pattern }) => pattern.test(word))?.american(word);
}
