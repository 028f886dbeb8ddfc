/** Rules of docstrings: the first word is the subject's, and a sentence stays short. */
import { docstrings } from './comments.mjs';
import { lineAt } from './files.mjs';
import { sentences, words } from './sentences.mjs';

const maxWords = 25;

/** Prepositions and conjunctions; `whether` is not among them, as it names what a flag says. */
const noSubject = new Set(
  [
    'about above across after against along alongside among around as at before behind below beneath beside',
    'besides between beyond by despite down during except following for from in including inside into like near of',
    'off on onto opposite out outside over per regarding than through throughout till to toward towards under',
    'underneath unlike until up upon via with within without although and because both but either even if lest',
    'neither nor once or provided since so though unless when whenever where whereas wherever while yet',
  ]
    .join(' ')
    .split(' '),
);

export function docstringStarts(file) {
  return docstrings(file).flatMap(({ pos, paragraphs: [first = ''] }) => {
    const word = /^[A-Za-z]+/.exec(first)?.[0] ?? '';
    if (!noSubject.has(word.toLowerCase())) return [];
    return [
      {
        line: lineAt(file.source, pos),
        message: `a docstring starts with '${word}': start with what it describes ("${shorten(first)}")`,
      },
    ];
  });
}

export function longSentences(file) {
  return docstrings(file).flatMap(({ pos, paragraphs }) =>
    paragraphs
      .flatMap(sentences)
      .filter((sentence) => words(sentence).length > maxWords)
      .map((sentence) => ({
        line: lineAt(file.source, pos),
        message: `a sentence of ${words(sentence).length} words, at most ${maxWords}: split it ("${shorten(sentence)}")`,
      })),
  );
}

function shorten(text) {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
