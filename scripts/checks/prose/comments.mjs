/** Comments of a file of code, and the prose in them. */
import ts from 'typescript';

/** @returns {{ pos: number, end: number }[]} Every comment once, in the order of the file. */
export function comments({ text, source }) {
  const found = new Map();
  const add = (ranges) => {
    for (const { pos, end } of ranges ?? []) found.set(pos, { pos, end });
  };
  const visit = (node) => {
    if (ts.isJSDoc(node)) return;
    const children = node.getChildren(source);
    if (children.length > 0) {
      children.forEach(visit);
      return;
    }
    // A file that starts with `#!` has its first comment behind that line.
    add(ts.getLeadingCommentRanges(text, node.pos === 0 ? (ts.getShebang(text) ?? '').length : node.pos));
    if (!isTemplatePart(node)) add(ts.getTrailingCommentRanges(text, node.end));
  };
  visit(source);
  return [...found.values()].sort((left, right) => left.pos - right.pos);
}

/** Behind the head of a template comes an expression, which has the comments as its own. */
function isTemplatePart(node) {
  return node.kind === ts.SyntaxKind.TemplateHead || node.kind === ts.SyntaxKind.TemplateMiddle;
}

export function docstrings(file) {
  return comments(file)
    .map(({ pos, end }) => ({ pos, raw: file.text.slice(pos, end) }))
    .filter(({ raw }) => raw.startsWith('/**') && !raw.startsWith('/***') && raw !== '/**/')
    .map(({ pos, raw }) => ({ pos, paragraphs: paragraphs(prose(raw)) }));
}

/** The lines of a docstring without its asterisks and without its block tags. */
function prose(raw) {
  const lines = raw
    .replace(/^\/\*\*/, '')
    .replace(/\*\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*?\s?/, '').trimEnd());
  const tag = lines.findIndex((line) => /^\s*@[a-z]/i.test(line));
  return (tag === -1 ? lines : lines.slice(0, tag)).map((line) => line.replace(/(^|\s)@[a-z]+\b.*$/i, ''));
}

/** Paragraphs and list items, each as one line, without blocks of code. */
function paragraphs(lines) {
  const text = lines.join('\n').replace(/^```[\s\S]*?^```$/gm, '');
  return text
    .split(/\n\s*\n|\n(?=\s*(?:[-*]|\d+\.)\s)/)
    .map((paragraph) => paragraph.replace(/\s+/g, ' ').trim())
    .filter((paragraph) => paragraph !== '');
}
