/** Projects of other languages, made of the blocks of docs/emulator-fixtures.md, and the tools that run their tests. */
import { execFile, type ExecFileException } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = join(root, 'docs/emulator-fixtures.md');

/** What makes a project of the blocks of a language, and what runs it. */
export interface FixtureProject {
  name: string;
  /** The language of the blocks. */
  language: string;
  /** Files beside the blocks. */
  files: Readonly<Record<string, string>>;
  /** Commands, one after the other: that the tool is there, that it can be used, the tests. */
  commands: { isThere: Command; prepare: Command[]; test: Command };
}

type Command = [program: string, ...args: string[]];

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>greeting</groupId>
  <artifactId>greeting</artifactId>
  <version>1</version>
  <properties>
    <maven.compiler.source>17</maven.compiler.source>
    <maven.compiler.target>17</maven.compiler.target>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.junit.jupiter</groupId>
      <artifactId>junit-jupiter</artifactId>
      <version>5.11.4</version>
      <scope>test</scope>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.5.2</version></plugin>
    </plugins>
  </build>
</project>
`;

const venv = join(root, '.tmp/clients/pytest');

export const fixtureProjects: readonly FixtureProject[] = [
  {
    name: 'pytest',
    language: 'python',
    files: {},
    commands: {
      isThere: ['python3', '--version'],
      prepare: [
        ['python3', '-m', 'venv', venv],
        [join(venv, 'bin/python'), '-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', 'pytest==9.0.2'],
      ],
      test: [join(venv, 'bin/python'), '-m', 'pytest', '-p', 'no:cacheprovider', '-v'],
    },
  },
  {
    name: 'JUnit 5',
    language: 'java',
    files: { 'pom.xml': pom },
    commands: {
      isThere: ['mvn', '--version'],
      prepare: [['mvn', '--batch-mode', '--quiet', 'test-compile']],
      test: ['mvn', '--batch-mode', 'surefire:test'],
    },
  },
  {
    name: 'Go test',
    language: 'go',
    files: { 'go.mod': 'module greeting\n\ngo 1.22\n' },
    commands: {
      isThere: ['go', 'version'],
      prepare: [['go', 'vet', './...']],
      test: ['go', 'test', '-count=1', '-v', './...'],
    },
  },
];

/** Writes the project to a new folder, in which `npx temporal-whatsapp` is the build. */
export function writeProject({ language, files }: FixtureProject): string {
  const folder = mkdtempSync(join(tmpdir(), 'temporal-whatsapp-fixture-'));
  for (const [name, text] of [...Object.entries(files), ...blocks(language)]) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const main = join(root, 'lib/cli/main.js');
  if (!existsSync(main)) throw new Error(`${main} is missing: run "npm run build" before this test`);
  chmodSync(main, 0o755);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true }));
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(main, join(folder, 'node_modules/.bin/temporal-whatsapp'));
  return folder;
}

/** The blocks of a language by the names of their files. */
function blocks(language: string): [name: string, text: string][] {
  const found = readFileSync(page, 'utf8').matchAll(/^`([\w./]+)`:\n\n```(\w+)\n([\s\S]*?)^```$/gm);
  return [...found].flatMap(([, name = '', of, text = '']) => (of === language ? [[name, text]] : []));
}

/** @returns what it printed, and how it ended; a string for a program that is not there */
export function runIn(folder: string, [program, ...args]: Command): Promise<{ code: number | string; output: string }> {
  const env = { ...process.env, NODE_OPTIONS: '', PYTHONDONTWRITEBYTECODE: '1', GOFLAGS: '-mod=mod' };
  return new Promise((resolve) => {
    const ended = (error: ExecFileException | null, output: string, errors: string): void =>
      resolve({ code: error?.code ?? (error ? 'a signal' : 0), output: `${output}\n${errors}` });
    execFile(program, args, { cwd: folder, env, timeout: 240_000, maxBuffer: 64 * 1024 * 1024 }, ended);
  });
}
