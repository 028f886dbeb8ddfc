import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readEnvFile } from '../../../../src/cli/env-file.js';
import { environmentText, shownEnvironment, writeEnvironment } from '../../../../src/cli/dev/write-env.js';
import { fromEnvironment as worker } from '../../../../src/from-environment.js';
import { fromEnvironment as receiver } from '../../../../src/webhook/from-environment.js';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-env-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the .env for a worker and a receiver of one’s own', () => {
  const info = {
    graphUrl: 'http://127.0.0.1:4010',
    accessToken: 'EAA',
    phoneNumberId: '106540352242922',
    wabaId: '1',
    businessId: '3',
    appId: '2',
    appSecret: 'a # "secret"',
    verifyToken: 'verify',
  };
  const written = {
    info,
    temporal: { address: '127.0.0.1:7233', namespace: 'default' },
    taskQueue: 'whatsapp',
    webhookUrl: 'http://127.0.0.1:3000/webhook',
    env: { WHATSAPP_ID_KEY: 'a key of sixteen characters', WHATSAPP_APP_SECRET: info.appSecret },
  };
  const text = environmentText(written);

  test('has all that both need, and leads to the emulator', async () => {
    const file = join(folder, 'whole.env');
    await writeEnvironment(file, text);
    const env = readEnvFile(file);
    expect(worker(env).pluginOptions).toMatchObject({
      graph: { baseUrl: 'http://127.0.0.1:4010' },
      idKey: 'a key of sixteen characters',
    });
    const { receiverOptions, serverOptions } = receiver(env);
    expect(receiverOptions.appSecrets).toEqual(['a # "secret"']);
    expect(serverOptions).toEqual({ host: '127.0.0.1', port: 3000, path: '/webhook' });
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('takes the place of an earlier one, and of nobody else’s', async () => {
    const file = join(folder, 'twice.env');
    await writeEnvironment(file, text);
    await writeEnvironment(file, environmentText({ ...written, info: { ...info, accessToken: 'EAB' } }));
    await writeEnvironment(file, environmentText({ ...written, info: { ...info, accessToken: 'EAB' } }));
    expect(await readFile(file, 'utf8')).toContain('EAB');
    await writeFile(file, 'WHATSAPP_ACCESS_TOKEN=real\n');
    await expect(writeEnvironment(file, text)).rejects.toThrow(/twice.env: the file is there, and not made by "dev"/);
    expect(await readFile(file, 'utf8')).toBe('WHATSAPP_ACCESS_TOKEN=real\n');
  });

  test('keeps what somebody has added, unless it sets that itself', async () => {
    const file = join(folder, 'added.env');
    const middle = text.replace('\nWHATSAPP_GRAPH_URL', '\nWHATSAPP_CONVERSATION_WORKFLOW=shop\nWHATSAPP_GRAPH_URL');
    await writeFile(file, `${middle}# of mine\nOPENAI_KEY=real\n`);
    await writeEnvironment(file, environmentText({ ...written, info: { ...info, accessToken: 'EAB' } }));
    const added = 'WHATSAPP_CONVERSATION_WORKFLOW=shop\n# of mine\nOPENAI_KEY=real\n';
    expect(await readFile(file, 'utf8')).toMatch(new RegExp(`ACCESS_TOKEN=EAB\n[^]*\n${added}$`));
    const env = { WHATSAPP_CONVERSATION_WORKFLOW: 'dentist' };
    for (let times = 0; times < 2; times += 1) await writeEnvironment(file, environmentText({ ...written, env }));
    const lines = (await readFile(file, 'utf8')).split('\n');
    expect(lines.filter((line) => line.startsWith('WHATSAPP_CONVERSATION_WORKFLOW'))).toEqual([
      'WHATSAPP_CONVERSATION_WORKFLOW=dentist',
    ]);
    expect(lines.filter((line) => line === 'OPENAI_KEY=real' || line === '# of mine')).toHaveLength(2);
  });

  test('is not replaced once somebody has changed it', async () => {
    const file = join(folder, 'changed.env');
    const meta = text.replace(/WHATSAPP_ACCESS_TOKEN=.*/, 'WHATSAPP_ACCESS_TOKEN=real');
    for (const changed of [meta, `${text}WHATSAPP_GRAPH_URL=https://graph.facebook.com\n`]) {
      await writeFile(file, changed);
      await expect(writeEnvironment(file, text)).rejects.toThrow(
        /--write-env .*changed.env: .*changed since "dev" made it: name another one, or move it away/,
      );
      expect(await readFile(file, 'utf8')).toBe(changed);
    }
  });

  test('is for its owner only where an empty file was for all', async () => {
    const file = join(folder, 'empty.env');
    await writeFile(file, '\n');
    await chmod(file, 0o644);
    await writeEnvironment(file, text);
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  test('cannot be a folder, which the error names with the option', async () => {
    await mkdir(join(folder, 'folder.env'));
    await expect(writeEnvironment(join(folder, 'folder.env'), text)).rejects.toThrow(
      /^--write-env .*folder.env: .*EISDIR/,
    );
  });

  test('shows what the session made, and no secret that somebody set', () => {
    const shown = shownEnvironment(written);
    expect(shown).toContain('WHATSAPP_ACCESS_TOKEN=EAA\n');
    expect(shown).toContain('# WHATSAPP_APP_SECRET is the one that is set.\n');
    expect(shown).toContain('# WHATSAPP_ID_KEY is the one that is set.\n');
    for (const secret of [info.appSecret, 'a key of sixteen characters']) expect(shown).not.toContain(secret);
  });
});
