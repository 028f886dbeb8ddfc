/** The fixtures of docs/emulator-fixtures.md: each language starts the emulator, resets it, and stops it. */
import { rmSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { fixtureProjects, runIn, writeProject, type FixtureProject } from '../helpers/fixture-projects.js';

const folders = new Map(fixtureProjects.map((project) => [project.name, writeProject(project)]));
afterAll(() => {
  for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true });
});

/** Why a language cannot be tried here; undefined when it can. */
async function missing({ name, commands: { isThere, prepare } }: FixtureProject): Promise<string | undefined> {
  const folder = folders.get(name) ?? '';
  for (const command of [isThere, ...prepare]) {
    const { code, output } = await runIn(folder, command);
    if (code !== 0) return `${command.join(' ')} ended with ${code}: ${output.trim().split('\n').at(-1) ?? ''}`;
  }
  return undefined;
}

const reasons = new Map<string, string | undefined>();
for (const project of fixtureProjects) {
  const reason = await missing(project);
  reasons.set(project.name, reason);
  if (reason !== undefined) console.warn(`SKIPPED: ${project.name}: ${reason}`);
}

for (const project of fixtureProjects) {
  (reasons.get(project.name) === undefined ? test : test.skip)(
    project.name,
    async () => {
      const { code, output } = await runIn(folders.get(project.name) ?? '', project.commands.test);
      expect({ code, output }).toEqual({
        code: 0,
        output: expect.stringMatching(/2 passed|Tests run: 2|(PASS: Test.*\s[\s\S]*){2}/),
      });
    },
    240_000,
  );
}
