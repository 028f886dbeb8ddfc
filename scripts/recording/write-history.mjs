/** Writes the history of a run to a file, as the replay tests read it. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findTemporalBinary } from '../../lib/devserver/find-binary.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The folder of the histories. */
export const folder = join(root, 'test/replay/histories');

/** The file of a path through a workflow, as the release of today takes it. */
export const historyFile = (name) => join(folder, `${name}.${version}.json`);

/** Reads the history of the latest run from the server, and writes it. */
export async function writeHistory(name, { address, workflowId }) {
  const { path: cli } = await findTemporalBinary({ env: {}, log: () => undefined });
  const show = ['workflow', 'show', '--workflow-id', workflowId, '--output', 'json', '--address', address];
  const { stdout } = await promisify(execFile)(cli, show, { maxBuffer: 64 * 1024 * 1024 });
  writeFileSync(historyFile(name), `${JSON.stringify(JSON.parse(stdout, withoutMachine))}\n`);
  console.error(`recorded ${name}`);
}

/** Leaves out what names the recording machine: paths of files and the identity of processes. */
function withoutMachine(key, value) {
  if (key === 'stackTrace') return '';
  return key === 'identity' ? 'recorder' : value;
}
