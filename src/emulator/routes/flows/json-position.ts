/** Where in a text of JSON a value stands. */

/** Line and column of the first and of the last character; both begin at 1. */
export interface TextRange {
  line_start: number;
  line_end: number;
  column_start: number;
  column_end: number;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The place of the value at a path such as `['screens', 0, 'id']`; that of the whole text when it is not there. */
export function rangeOf(text: string, path: readonly (string | number)[]): TextRange {
  const range = new Scanner(text).find(path.map(String)) ?? [0, text.trimEnd().length];
  const [start, end] = range.map((offset) => lineAndColumn(text, offset)) as [LineAndColumn, LineAndColumn];
  return {
    line_start: start.line,
    line_end: end.line,
    column_start: start.column,
    column_end: end.column,
  };
}

interface LineAndColumn {
  line: number;
  column: number;
}

function lineAndColumn(text: string, offset: number): LineAndColumn {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

type Range = [start: number, end: number];

/** Walks over valid JSON without recursion, and knows the path of each value. */
class Scanner {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  find(wanted: readonly string[]): Range | undefined {
    const key = JSON.stringify(wanted);
    const path: Level[] = [];
    let found: number | undefined;
    for (const { 0: word, index } of this.#text.matchAll(token)) {
      const level = path.at(-1);
      if (word === '}' || word === ']') {
        path.pop();
        if (found !== undefined && JSON.stringify(steps(path)) === key) return [found, index + 1];
        continue;
      }
      if (word === ',') {
        if (level) nextValue(level);
        continue;
      }
      if (word === ':') continue;
      if (level?.isObject === true && level.step === undefined) {
        level.step = JSON.parse(word) as string;
        continue;
      }
      const isWanted = found === undefined && JSON.stringify(steps(path)) === key;
      const isContainer = word === '{' || word === '[';
      if (isWanted && !isContainer) return [index, index + word.length];
      if (isWanted) found = index;
      if (isContainer) path.push({ isObject: word === '{', index: 0, step: word === '{' ? undefined : '0' });
    }
    return undefined;
  }
}

/** An object or a list that is open, and the member that comes next. */
interface Level {
  isObject: boolean;
  index: number;
  step: string | undefined;
}

function nextValue(level: Level): void {
  level.index += 1;
  level.step = level.isObject ? undefined : String(level.index);
}

function steps(path: readonly Level[]): string[] {
  return path.map(({ step }) => step ?? '');
}
