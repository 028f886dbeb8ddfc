/** Markdown pages, their headings as anchors, and the links between them. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

const skipped = /(?:^|\/)(?:node_modules|lib|\.\w[\w.-]*)\//;

/** @returns {string[]} The paths of all pages, from the root. */
function pagePaths(root) {
  return ['', 'docs', 'bench', 'examples', 'skills']
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: folder !== '', encoding: 'utf8' })
        .map((name) => posix.join(folder, name.split(sep).join('/')))
        .filter((path) => path.endsWith('.md') && !skipped.test(path)),
    )
    .sort();
}

/** The anchor that GitHub gives a heading. */
export function slug(heading) {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** The anchors of a page; a heading that is there twice gets a number. */
function pageAnchors(text) {
  const counts = new Map();
  return [...withoutCode(text).matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, title]) => {
    const base = slug(title);
    const count = counts.get(base) ?? 0;
    counts.set(base, count + 1);
    return count === 0 ? base : `${base}-${count}`;
  });
}

/** Blocks of code become empty lines: what looks like a heading or a link in them is none. */
function withoutCode(text) {
  return text.replace(/^( *)(```|~~~)[\s\S]*?^\1\2 *$/gm, (block) => block.replace(/[^\n]/g, ''));
}

/** What the site cannot build: a bare `<name>`, which it takes for an element, and a picture's path without a dot. */
export function elementProblems(path, text) {
  const lines = withoutCode(text)
    .replace(/`[^`\n]*`/g, '')
    .split('\n');
  return lines.flatMap((line, index) => {
    const place = `${path}:${index + 1}`;
    const bare = [...line.matchAll(/<(?!img\b)[a-z][\w-]*>?/gi)].map(
      ([tag]) => `${place}: ${tag} is no text: set it in backticks`,
    );
    const pictures = [...line.matchAll(/<img src="(?!\.\/)([^"]*)"/g)];
    return [...bare, ...pictures.map(([, source]) => `${place}: ${source} has to begin with "./"`)];
  });
}

/** Links to files and anchors that are not there. Addresses on the network are left alone. */
export function linkProblems(root, paths = pagePaths(root)) {
  const texts = new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
  const anchors = new Map([...texts].map(([path, text]) => [path, new Set(pageAnchors(text))]));
  return [...texts].flatMap(([path, text]) =>
    links(text)
      .map(({ target, line }) => ({ line, problem: linkProblem(root, path, target, anchors) }))
      .filter(({ problem }) => problem !== undefined)
      .map(({ line, problem }) => `${path}:${line}: ${problem}`),
  );
}

function links(text) {
  return withoutCode(text)
    .split('\n')
    .flatMap((line, index) =>
      [...line.replace(/`[^`]*`/g, 'code').matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(([, target]) => ({
        target,
        line: index + 1,
      })),
    );
}

function linkProblem(root, page, target, anchors) {
  if (/^\w+:/.test(target)) return undefined;
  const [file, anchor] = target.split('#');
  const path = file === '' ? page : posix.join(posix.dirname(page), decodeURIComponent(file));
  if (!existsSync(join(root, path))) return `${target} is not there: correct the link`;
  if (anchor === undefined || statSync(join(root, path)).isDirectory()) return undefined;
  const known = anchors.get(path);
  if (known === undefined || known.has(anchor)) return undefined;
  return `${target}: ${path} has no heading with this anchor: correct the link`;
}
