/** Finds a program in the first place that has it, and says at each place what it found. */
import { access } from 'node:fs/promises';
import { temporalCli, temporalTestServer, type BinarySpec } from './binaries.js';
import { cachedFile, installInto } from './cache.js';
import { checkBinary, executableName, findOnPath } from './executable.js';
import { pipInstaller, sdkInstaller, type Installer } from './installers.js';
import { failureReason, readVariable, type BinaryOptions, type Environment } from './environment.js';

export interface FoundBinary {
  path: string;
  /** The place that it came from, in words. */
  source: string;
}

export interface FindBinaryOptions extends BinaryOptions {
  /** What may download, in this order. @default the SDK's own download, then pip */
  installers?: readonly Installer[];
}

/** No place had the program. The message names every place, why it did not serve, and what to install. */
export class BinaryNotFoundError extends Error {
  override name = 'BinaryNotFoundError';
  readonly tried: readonly string[];
  constructor(spec: BinarySpec, tried: readonly string[]) {
    super(`${spec.title} was not found. Tried:\n${tried.map((line) => `  - ${line}\n`).join('')}${spec.advice}`);
    this.tried = tried;
  }
}

/**
 * The Temporal CLI: `TEMPORAL_CLI_PATH`, the PATH, our cache, the SDK's download, pip.
 *
 * @throws BinaryNotFoundError
 */
export async function findTemporalBinary(options: FindBinaryOptions): Promise<FoundBinary> {
  return findBinary(temporalCli, options);
}

/**
 * The time-skipping test server: `TEMPORAL_TEST_SERVER_PATH`, the PATH, our cache, the SDK's download, pip.
 *
 * @throws BinaryNotFoundError
 */
export async function findTestServerBinary(options: FindBinaryOptions): Promise<FoundBinary> {
  return findBinary(temporalTestServer, options);
}

async function findBinary(spec: BinarySpec, options: FindBinaryOptions): Promise<FoundBinary> {
  const tried: string[] = [];
  const found = (await findLocally(spec, options, tried)) ?? (await download(spec, options, tried));
  if (found === undefined) throw new BinaryNotFoundError(spec, tried);
  options.log(`${spec.title}: using ${found.path}, from ${found.source}`);
  return found;
}

async function findLocally(
  spec: BinarySpec,
  options: FindBinaryOptions,
  tried: string[],
): Promise<FoundBinary | undefined> {
  const { env, log } = options;
  const [named, ...others] = await localPlaces(spec, env);
  for (const { source, path, absent } of [named, ...others]) {
    if (path === undefined) {
      note(tried, log, spec, `${source}: ${absent}`);
      continue;
    }
    try {
      await checkBinary(spec, path, env);
      return { path, source };
    } catch (error) {
      note(tried, log, spec, `${source}: ${path} does not run: ${failureReason(error)}`);
      // The user asked for this file; another one in its place would be a surprise.
      if (path === named.path) throw new BinaryNotFoundError(spec, [`${tried.at(-1)}. Correct or unset ${source}`]);
    }
  }
  return undefined;
}

interface Place {
  /** The place in words. */
  source: string;
  /** The program's file; undefined when it is not there. */
  path: string | undefined;
  /** What to say when it is not there. */
  absent: string;
}

/** The places of this machine, that which the user named first. */
async function localPlaces(spec: BinarySpec, env: Environment): Promise<[Place, ...Place[]]> {
  const cached = cachedFile(spec, env);
  const missing = `no "${executableName(spec.name)}" in its folders`;
  return [
    { source: spec.pathVariable, path: readVariable(env, spec.pathVariable), absent: 'not set' },
    { source: 'the PATH', path: await findOnPath(spec.name, env), absent: missing },
    { source: 'the cache', path: (await exists(cached)) ? cached : undefined, absent: `no ${cached} yet` },
  ];
}

async function download(
  spec: BinarySpec,
  options: FindBinaryOptions,
  tried: string[],
): Promise<FoundBinary | undefined> {
  for (const installer of options.installers ?? [sdkInstaller(), pipInstaller()]) {
    options.log(`${spec.title}: trying ${installer.title} …`);
    try {
      const path = await installInto(spec, options, (folder) => installer.install(spec, folder, options));
      return { path, source: installer.title };
    } catch (error) {
      note(tried, options.log, spec, `${installer.title}: ${failureReason(error)}`);
    }
  }
  return undefined;
}

function note(tried: string[], log: (line: string) => void, spec: BinarySpec, line: string): void {
  tried.push(line);
  log(`${spec.title}: ${line}`);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
