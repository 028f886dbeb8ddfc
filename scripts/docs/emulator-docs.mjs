/** The parts of docs/emulator.md that are made from what the emulator says of itself with `GET /_emulator`. */
import { format } from 'prettier';

const methods = ['GET', 'POST', 'DELETE'];

/** The page with its tables made anew: `text` is the page as it is, `index` the emulator's answer. */
export async function emulatorDocs(text, index, prettierOptions) {
  const tables = {
    'control routes': controlTable(index),
    'graph operations': graphTable(index),
    'missing operations': missingTable(index),
  };
  let made = text;
  for (const [name, table] of Object.entries(tables)) made = replaceSection(made, name, table);
  return format(made, { ...prettierOptions, parser: 'markdown' });
}

function replaceSection(text, name, table) {
  const pattern = new RegExp(`(<!-- made: ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
  if (!pattern.test(text)) throw new Error(`docs/emulator.md has no section "made: ${name}"`);
  return text.replace(pattern, (_whole, start, end) => `${start}\n${table}\n\n${end}`);
}

function controlTable({ routes }) {
  const rows = routes.map(({ method, path, query = [], does }) => {
    const parameters = query.length === 0 ? '' : `?${query.join('&')}`;
    return `| \`${method} ${path}${parameters}\` | ${does.replaceAll('|', '\\|')} |`;
  });
  return ['| route | what it does |', '| --- | --- |', ...rows].join('\n');
}

function missingTable({ graph }) {
  if (graph.missing.length === 0) return 'No operation is missing.';
  const rows = graph.missing.map(({ operation, reason }) => `| \`${operation}\` | ${reason} |`);
  return ['| missing | why |', '| --- | --- |', ...rows].join('\n');
}

function graphTable({ graph }) {
  const paths = new Map();
  for (const [state, names] of [
    ['modeled', graph.modeled],
    ['stored', graph.stored],
    ['missing', graph.missing.map(({ operation }) => operation)],
  ]) {
    for (const [method, path] of names.map((name) => name.split(' '))) {
      paths.set(path, { ...paths.get(path), [method]: state });
    }
  }
  const rows = [...paths]
    .sort(([left], [right]) => left.localeCompare(right))
    .map(([path, states]) => `| \`${path}\` | ${methods.map((method) => states[method] ?? '').join(' | ')} |`);
  return [`| path | ${methods.join(' | ')} |`, '| --- | --- | --- | --- |', ...rows].join('\n');
}
