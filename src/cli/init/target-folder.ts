/** The folder of a new project. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { describeError } from '../../common/describe-error.js';

/** What may be there before: an empty repository, and what a file manager leaves. */
const harmless = ['.git', '.DS_Store', 'Thumbs.db'];

const mostShown = 5;

/**
 * Chooses the folder: the one that is given, else the current one when it is empty, else a new one in it.
 *
 * @param preset the name of the new one
 * @throws Error when something is in it already
 */
export async function chooseFolder(
  given: string | undefined,
  preset: string,
  current = process.cwd(),
): Promise<string> {
  if (given === undefined && (await findFiles(current)).length === 0) return current;
  const folder = resolve(current, given ?? preset);
  const found = await findFiles(folder);
  if (found.length === 0) return folder;
  const rest = found.length > mostShown ? `, and ${found.length - mostShown} more` : '';
  throw new Error(
    `${folder} is not empty: it has ${found.slice(0, mostShown).join(', ')}${rest}. ` +
      'Name a folder that is empty or not there yet: temporal-whatsapp init my-bot',
  );
}

/**
 * Makes the folder and those above it, one by one: where a system takes no new ones, Node's own way tries forever.
 *
 * @returns where it is in truth: files are copied to no link
 */
export async function createFolder(folder: string): Promise<string> {
  await mkdir(folder).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') return;
    if (error.code !== 'ENOENT' || existsSync(dirname(folder))) throw error;
    await createFolder(dirname(folder));
    await mkdir(folder);
  });
  return realpath(folder);
}

/** What would be in the way. */
async function findFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => !harmless.includes(name)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    if (code === 'ENOTDIR') throw new Error(`${folder} is a file. Name a folder that is empty or not there yet.`);
    throw new Error(`${folder} cannot be used: ${describeError(error)}. Name another folder.`, { cause: error });
  }
}
