/** The folder with the programs that were downloaded, safe for several processes at once. */
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BinarySpec } from './binaries.js';
import { checkBinary, executableName } from './executable.js';
import { failureReason, readVariable, type BinaryOptions, type Environment } from './environment.js';

const downloadPrefix = '.download-';
/** A download has a deadline far below this, so its folder was left by a process that died. */
const leftoverAgeMs = 60 * 60 * 1000;

/** `$XDG_CACHE_HOME/temporal-whatsapp`, or `~/.cache/temporal-whatsapp`. */
function cacheFolder(env: Environment): string {
  const base = readVariable(env, 'XDG_CACHE_HOME') ?? join(readVariable(env, 'HOME') ?? homedir(), '.cache');
  return join(base, 'temporal-whatsapp');
}

/** The path of the cached program, if it is there. It holds the version, so that a newer program replaces it. */
export function cachedFile(spec: BinarySpec, env: Environment): string {
  return join(cacheFolder(env), `${spec.name}-${spec.version}`, executableName(spec.name));
}

/**
 * Has `download` fetch the program into a new folder, sees that it runs, and moves it into the cache in one step. So no
 * process ever sees a part of a file, and of two that download at once the later discards its own.
 *
 * @param download returns the file's path inside the folder that it gets
 * @returns the file's path in the cache
 */
export async function installInto(
  spec: BinarySpec,
  options: BinaryOptions,
  download: (folder: string) => Promise<string>,
): Promise<string> {
  const target = cachedFile(spec, options.env);
  await mkdir(dirname(target), { recursive: true });
  await removeLeftovers(cacheFolder(options.env));
  const folder = await mkdtemp(join(cacheFolder(options.env), `${downloadPrefix}${spec.name}-`));
  try {
    const file = await download(folder);
    await chmod(file, 0o755);
    await checkBinary(spec, file, options.env).catch((error: unknown) => {
      throw new Error(`the downloaded file does not run: ${failureReason(error)}`);
    });
    if (await runs(spec, target, options.env)) options.log(`${spec.title}: another process was faster, using its file`);
    else await rename(file, target);
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runs(spec: BinarySpec, file: string, env: Environment): Promise<boolean> {
  return checkBinary(spec, file, env).then(
    () => true,
    () => false,
  );
}

async function removeLeftovers(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(downloadPrefix)) continue;
    const folder = join(cache, name);
    // Another process may remove it at the same time.
    const age = await stat(folder).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > leftoverAgeMs) await rm(folder, { recursive: true, force: true });
  }
}
