/** The place of a value in a text of JSON. */

/** Line and column of the first and of the last character; both begin at 1. */
interface TextRange {
  line_start: number;
  line_end: number;
  column_start: number;
  column_end: number;
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The place of the value at a path such as `['screens', 0, 'id']`; that of the whole text when it is not there. */
export function findRange(text: string, path: readonly (string | number)[]): TextRange {
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
  readonly #open: Level[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  find(wanted: readonly string[]): Range | undefined {
    const key = JSON.stringify(wanted);
    let start: number | undefined;
    for (const { 0: word, index } of this.#text.matchAll(token)) {
      const isValue = this.#step(word);
      const isThere = JSON.stringify(this.#open.map(({ step }) => step ?? '')) === key;
      const isContainer = word === '{' || word === '[';
      if (isValue && isThere && !isContainer) return [index, index + word.length];
      if (isValue && isThere) start ??= index;
      if (isContainer) this.#open.push({ isObject: word === '{', index: 0, step: word === '{' ? undefined : '0' });
      const isEnd = word === '}' || word === ']';
      if (isEnd && isThere && start !== undefined) return [start, index + 1];
    }
    return undefined;
  }

  /** Goes on by a word. @returns whether a value begins there; else it is a name or a sign */
  #step(word: string): boolean {
    if (word === '}' || word === ']') this.#open.pop();
    const level = this.#open.at(-1);
    if (word === ',' && level) nextValue(level);
    if (/^[}\],:]$/.test(word)) return false;
    if (level?.isObject !== true || level.step !== undefined) return true;
    level.step = JSON.parse(word) as string;
    return false;
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
