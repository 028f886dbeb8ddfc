/** Stand-ins for programs, as scripts on a PATH of the test's own. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Sandbox {
  folder: string;
  /** The folder that the sandbox's PATH begins with. */
  bin: string;
  /** PATH, HOME and cache of the sandbox; nothing of the test's own environment but the PATH of the shell's tools. */
  env: Record<string, string>;
  /** Every line that was logged. */
  lines: string[];
  log: (line: string) => void;
  /** Writes an executable script, `#!/bin/sh` unless the text has its own first line. */
  program(path: string, text: string): Promise<string>;
  remove(): Promise<void>;
}

export async function createSandbox(): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-test-'));
  const bin = join(folder, 'bin');
  await mkdir(bin);
  const lines: string[] = [];
  return {
    folder,
    bin,
    env: { PATH: `${bin}:/usr/bin:/bin`, HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') },
    lines,
    log: (line) => void lines.push(line),
    program: async (path, text) => {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text.startsWith('#!') ? text : `#!/bin/sh\n${text}\n`);
      await chmod(path, 0o755);
      return path;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A script that answers like the Temporal CLI. */
export const fakeTemporal = 'echo "temporal version 9.9.9 (Server 9.9.9, UI 9.9.9)"';

/**
 * A script that answers like `python -m pip`: it writes `binary` to `<target>/bin/<name>`, in two halves with a pause
 * between, and its arguments to a file.
 */
export function fakePython(options: {
  name: string;
  binary: string;
  argumentsFile: string;
  pauseSeconds?: number;
}): string {
  const { name, binary, argumentsFile, pauseSeconds = 0 } = options;
  return [
    '[ "$3" = "--version" ] && { echo "pip 99"; exit 0; }',
    `echo "$@" >> ${argumentsFile}`,
    'for argument in "$@"; do target=$argument; done',
    'mkdir -p "$target/bin"',
    `printf '%s\\n' '#!/bin/sh' > "$target/bin/${name}"`,
    `sleep ${pauseSeconds}`,
    `printf '%s\\n' '${binary}' >> "$target/bin/${name}"`,
  ].join('\n');
}
