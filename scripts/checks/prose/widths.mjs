/** Widths of the lines of comments, and of the prose of pages. */
import { comments } from './comments.mjs';
import { lineAt } from './files.mjs';

const commentColumns = 120;
const pageColumns = 150;

export function wideComments(file) {
  const lines = file.text.split('\n');
  const wide = new Set();
  for (const { pos, end } of comments(file)) {
    for (let line = lineAt(file.source, pos); line <= lineAt(file.source, end); line += 1) {
      if (lines[line - 1].length > commentColumns && !isAddress(lines[line - 1])) wide.add(line);
    }
  }
  return [...wide].map((line) => ({
    line,
    message: `a comment of ${lines[line - 1].length} columns: break it at ${commentColumns}`,
  }));
}

/** A line that is one address cannot be broken. */
function isAddress(line) {
  return /^\s*(?:\*|\/\/)\s*https?:\/\/\S+$/.test(line);
}

/** Prose of a page; tables, blocks of code, and the addresses of links do not count. */
export function wideProse({ text }) {
  let inCode = false;
  return text.split('\n').flatMap((line, index) => {
    const isFence = /^\s*(?:```|~~~)/.test(line);
    if (isFence) inCode = !inCode;
    if (isFence || inCode || /^\s*\|/.test(line)) return [];
    const { length } = line.replace(/\]\([^)]*\)/g, ']').replace(/<?https?:\/\/\S+/g, '');
    if (length <= pageColumns) return [];
    return [{ line: index + 1, message: `prose of ${length} columns: break it at ${pageColumns}` }];
  });
}
