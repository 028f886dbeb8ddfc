/** Rules of prose by name, each with the files it is for. scripts/checks/prose-limits.json has the same names. */
import { prepositionNames, literalSpreads } from './code-rules.mjs';
import { docstringStarts, longSentences } from './docstring-rules.mjs';
import { codeFiles, pages } from './files.mjs';
import { britishSpellings } from './spelling.mjs';
import { wideComments, wideProse } from './widths.mjs';

// These hold the words that they look for.
const wordLists = ['scripts/checks/prose/british-words.mjs', 'scripts/checks/prose/docstring-rules.mjs'];

/** @returns {{ rule: string, found: { path: string, line: number, message: string }[] }[]} */
export function proseProblems(root) {
  const code = codeFiles(root);
  const sources = code.filter(({ path }) => /^(?:src|examples)\//.test(path));
  const prose = pages(root);
  const spelled = [...code, ...prose].filter(({ path }) => !wordLists.includes(path));
  return [
    ['comment-width', code, wideComments],
    ['page-width', prose, wideProse],
    ['british-spelling', spelled, britishSpellings],
    ['docstring-start', sources, docstringStarts],
    ['long-sentence', sources, longSentences],
    ['literal-spread', code, literalSpreads],
    ['function-called-of', code, prepositionNames],
  ].map(([rule, files, judge]) => ({
    rule,
    found: files.flatMap((file) => judge(file).map((problem) => ({ path: file.path, ...problem }))),
  }));
}
