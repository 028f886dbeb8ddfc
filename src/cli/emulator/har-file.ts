/** The file of `--har`. */
import { access, constants, open, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { HarArchive } from '../../emulator/index.js';

/** @throws Error when the file could not be written: better at the start than when there is a day to write. */
export async function checkHarFile(path: string): Promise<void> {
  const folder = dirname(resolve(path));
  try {
    const existing = await stat(path).catch(() => undefined);
    if (existing?.isDirectory() === true) throw new Error('it is a folder');
    await access(existing === undefined ? folder : path, constants.W_OK);
  } catch (cause) {
    const advice = `create ${folder}, or name a file that can be written`;
    throw new Error(`the HAR file ${path} cannot be written: ${causeText(cause)}. For --har, ${advice}.`, { cause });
  }
}

/** Writes the archive for its owner only: it has phone numbers and what was written. @throws Error when it cannot. */
export async function writeHarFile(path: string, archive: HarArchive): Promise<void> {
  try {
    const file = await open(path, 'w', 0o600);
    try {
      // The mode of a file that was there before is another one.
      if ((await file.stat()).isFile()) await file.chmod(0o600);
      await file.writeFile(`${JSON.stringify(archive, null, 2)}\n`);
    } finally {
      await file.close();
    }
  } catch (cause) {
    const advice = 'Name another file in --har, and run it again';
    throw new Error(`the HAR file ${path} cannot be written: ${causeText(cause)}. ${advice}.`, { cause });
  }
}

function causeText(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
