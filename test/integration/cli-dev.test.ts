/** The user's own code: in `dev`, which takes changes while conversations wait, and in `worker` and `webhook`. */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readEnvFile } from '../../src/cli/env-file.js';
import { freePort } from '../../src/devserver/free-port.js';
import { eventually } from '../helpers/eventually.js';
import {
  killStarted,
  requireBuild,
  startCommand,
  stopCommand,
  type StartedCommand,
} from '../helpers/started-command.js';
import { connectTestServer, type TestServer } from '../helpers/temporal-server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const timeoutMs = 120_000;
const token = 'EAAtheTokenThatIsAlwaysTheSame';

const files = {
  'package.json': '{ "type": "module", "private": true }\n',
  'texts.ts': "export const question: string = 'Which size?';\n",
  'workflows.ts': `
import { proxyActivities } from '@temporalio/workflow';
import { buttons, text } from 'temporal-whatsapp/messages';
import { defineConversation, proxyWhatsAppActivities } from 'temporal-whatsapp/workflow';
import type * as activities from './activities.js';
import { question } from './texts.js';

export * from 'temporal-whatsapp/workflows';

const { price } = proxyActivities<typeof activities>({ startToCloseTimeout: '10 seconds' });

export const orderBot = defineConversation({
  name: 'orderBot',
  onMessage: async (chat) => {
    const size = await chat.ask(buttons(question, { s: 'Small', l: 'Large' }), { timeout: '2 hours' });
    if (size.kind === 'choice') await chat.send(text(\`\${size.title} is \${await price(size.key)}, first version\`));
  },
});

export async function deskWorkflow(phoneNumberId: string, to: string): Promise<void> {
  const { sendWhatsAppMessage } = proxyWhatsAppActivities();
  await sendWhatsAppMessage({ phoneNumberId, to, message: text('This is the desk.') });
}
`,
  'activities.ts': `
enum Price { s = 3, l = 5 }
export async function price(size: 's' | 'l'): Promise<string> {
  return \`\${Price[size]} EUR\`;
}
`,
  'routes.ts': `
import type { WebhookRoute } from 'temporal-whatsapp/webhook';

export const routes: WebhookRoute[] = [];
`,
} as const;

const deskRoute = `
import type { WebhookRoute } from 'temporal-whatsapp/webhook';

const toDesk: WebhookRoute = (event) =>
  event.kind === 'message' && event.raw['type'] === 'text' && JSON.stringify(event.raw['text']).includes('desk')
    ? {
        workflowId: \`desk-\${event.user.waId}-\${Date.now()}\`,
        workflowType: 'deskWorkflow',
        args: [event.phoneNumberId, event.user.waId],
      }
    : undefined;
export const routes: WebhookRoute[] = [toDesk];
`;

const code = ['--workflows', 'workflows.ts', '--activities', 'activities.ts', '--routes', 'routes.ts'];
const talkingTo = ['--conversation', 'orderBot'];

let server: TestServer;
let folder: string;
/** Users that no other run of this file has on the same server. */
const users = Array.from({ length: 5 }, (_, index) => `4915${String(Date.now()).slice(-8)}${index}`);

beforeAll(async () => {
  requireBuild();
  server = await connectTestServer();
  folder = await mkdtemp(join(tmpdir(), 'temporal-whatsapp-app-'));
  await mkdir(join(folder, 'node_modules/temporal-whatsapp'), { recursive: true });
  await symlink(join(root, 'node_modules/@temporalio'), join(folder, 'node_modules/@temporalio'));
  for (const name of ['package.json', 'lib']) {
    await symlink(join(root, name), join(folder, 'node_modules/temporal-whatsapp', name));
  }
  for (const [name, text] of Object.entries(files)) await write(name, text);
}, timeoutMs);
afterAll(async () => {
  killStarted();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function write(name: string, text: string): Promise<void> {
  return writeFile(join(folder, name), text);
}

async function change(name: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(folder, name), 'utf8');
  expect(text).toContain(from);
  await write(name, text.replace(from, to));
}

/** A user's phone, through the emulator of a command. */
class Phone {
  private readonly graphUrl: string;
  readonly user: string;

  constructor(graphUrl: string, user: string | undefined) {
    this.graphUrl = graphUrl;
    this.user = user ?? '';
  }

  async write(message: object): Promise<void> {
    const response = await fetch(`${this.graphUrl}/_emulator/inbound`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ from: this.user, ...message }),
    });
    expect(response.status).toBe(200);
  }

  /** The message with this text, once it is there. */
  async shows(text: string): Promise<string> {
    const messages = await eventually(
      () => this.screen(),
      (shown) => shown.some((message) => message.includes(text)),
      timeoutMs,
    );
    return messages.find((message) => message.includes(text)) ?? '';
  }

  /** The messages on it, as JSON. */
  async screen(): Promise<string[]> {
    const response = await fetch(`${this.graphUrl}/_emulator/phone-screen?user=${this.user}`);
    return ((await response.json()) as object[]).map((message) => JSON.stringify(message));
  }

  async tapLarge(question: string): Promise<void> {
    const [, id = ''] = /"id":"([^"]+)","title":"Large"/.exec(question) ?? [];
    await this.write({ buttonReply: { id, title: 'Large' } });
  }
}

async function valueOf({ line }: StartedCommand, name: string): Promise<string> {
  const found = await line(new RegExp(`^${name} +\\S`));
  return found.slice(name.length).trim();
}

describe('dev with the code of a user', () => {
  let dev: StartedCommand;
  let graphUrl: string;
  beforeAll(async () => {
    const env = { TEMPORAL_ADDRESS: server.address, WHATSAPP_ACCESS_TOKEN: token };
    const ports = ['--emulator-port', '0', '--webhook-port', '0'];
    dev = startCommand(['dev', ...code, ...talkingTo, ...ports, '--write-env', 'dev.env'], env, folder);
    await dev.line(/Press Ctrl-C/);
    graphUrl = await valueOf(dev, 'Graph emulator');
  }, timeoutMs);

  /** Does a change, and waits for the line about it. */
  async function whenLive(what: string, work: () => Promise<void>): Promise<string> {
    const before = dev.lines.length;
    await work();
    return dev.line(new RegExp(`^${what}: your change is live`), before);
  }

  test('prints what it has made, but no token that was set, and writes an .env that leads to the emulator', async () => {
    expect(await valueOf(dev, 'Access token')).toBe('the one of WHATSAPP_ACCESS_TOKEN');
    expect(dev.lines.join('\n')).not.toContain(token);
    expect(await valueOf(dev, 'Phone page')).toBe(`${graphUrl}/_phone`);
    expect(readEnvFile(join(folder, 'dev.env'))).toMatchObject({
      TEMPORAL_ADDRESS: server.address,
      WHATSAPP_GRAPH_URL: graphUrl,
      WHATSAPP_ACCESS_TOKEN: token,
    });
  });

  test(
    'a change is live while a conversation waits, which goes on with it',
    async () => {
      const [waiting, newcomer] = [new Phone(graphUrl, users[0]), new Phone(graphUrl, users[1])];
      await waiting.write({ text: 'hi' });
      const question = await waiting.shows('Which size?');
      const startedMs = Date.now();
      await whenLive('worker', () => change('workflows.ts', 'first version', 'second version'));
      console.log(`a change of a workflow was live after ${Date.now() - startedMs} ms`);
      await waiting.tapLarge(question);
      await waiting.shows('Large is 5 EUR, second version');
      await whenLive('worker', async () => {
        await change('texts.ts', 'Which size?', 'How large?');
        await change('activities.ts', 'l = 5', 'l = 6');
      });
      await newcomer.write({ text: 'hi' });
      await newcomer.tapLarge(await newcomer.shows('How large?'));
      await newcomer.shows('Large is 6 EUR, second version');
    },
    timeoutMs,
  );

  test(
    'a mistake changes nothing, names its place, and its repair is live',
    async () => {
      const before = dev.lines.length;
      await change('workflows.ts', 'second version', '${ third version');
      await dev.line(/^worker: goes on as it was before your change/, before);
      await dev.line(/workflows\.ts/, before);
      const phone = new Phone(graphUrl, users[2]);
      await phone.write({ text: 'hi' });
      const question = await phone.shows('How large?');
      await whenLive('worker', () => change('workflows.ts', '${ third version', 'third version'));
      await phone.tapLarge(question);
      await phone.shows('third version');
    },
    timeoutMs,
  );

  test(
    'routes are exchanged, and a mistake in them leaves those before',
    async () => {
      await whenLive('routes', () => write('routes.ts', deskRoute));
      const phone = new Phone(graphUrl, users[3]);
      await phone.write({ text: 'the desk, please' });
      await phone.shows('This is the desk.');
      const before = dev.lines.length;
      await write('routes.ts', "import { no } from './no-such-file.js';\nexport const routes = [no];\n");
      await dev.line(/^routes: goes on as it was before your change/, before);
      await dev.line(/Could not resolve "\.\/no-such-file\.js"/, before);
      await phone.write({ text: 'the desk again' });
      await eventually(
        () => phone.screen(),
        (shown) => shown.filter((message) => message.includes('This is the desk.')).length === 2,
        timeoutMs,
      );
    },
    timeoutMs,
  );

  test(
    'ends when it is told to',
    async () => {
      expect(await stopCommand(dev)).toBe(0);
    },
    timeoutMs,
  );
});

test(
  'dev takes the only conversation of a file, waits for one that can be read, and ends though no worker has started',
  async () => {
    const env = { TEMPORAL_ADDRESS: server.address };
    const ports = ['--emulator-port', '0', '--webhook-port', '0'];
    await write('workflows.ts', 'export const = 1;\n');
    const waiting = startCommand(['dev', '--workflows', 'workflows.ts', ...ports], env, folder);
    await waiting.line(/^conversations: waits for a change that repairs the file/);
    const named = startCommand(['dev', '--workflows', 'workflows.ts', ...talkingTo, ...ports], env, folder);
    await named.line(/^worker: waits for a change that repairs it/);
    expect(await stopCommand(named)).toBe(0);
    await write('workflows.ts', files['workflows.ts']);
    await waiting.line(/^conversations: orderBot, the only one that workflows\.ts exports/);
    expect(await stopCommand(waiting)).toBe(0);
  },
  timeoutMs,
);

test(
  'dev --bare writes what worker and webhook need, which take the code of a user',
  async () => {
    const env = {
      TEMPORAL_ADDRESS: server.address,
      WHATSAPP_TASK_QUEUE: `bare-${Date.now()}`,
      WHATSAPP_WEBHOOK_PORT: String(await freePort('127.0.0.1')),
    };
    for (const [name, text] of Object.entries({ ...files, 'routes.ts': deskRoute })) await write(name, text);
    const bare = startCommand(['dev', '--bare', '--emulator-port', '0', '--write-env', 'bare.env'], env, folder);
    const graphUrl = await valueOf(bare, 'Graph emulator');
    await bare.line(/Ready for your worker and your receiver/);
    const both = ['--env-file', 'bare.env', ...code];
    // The only conversation of the file.
    const receiver = startCommand(['webhook', ...both], {}, folder);
    const worker = startCommand(['worker', ...both, ...talkingTo], {}, folder);
    await Promise.all([receiver.line(/webhook ready/), worker.line(/worker ready/)]);
    const phone = new Phone(graphUrl, users[4]);
    await phone.write({ text: 'hi' });
    await phone.tapLarge(await phone.shows('Which size?'));
    await phone.shows('Large is 5 EUR, first version');
    await phone.write({ text: 'the desk, please' });
    await phone.shows('This is the desk.');
    expect(await Promise.all([receiver, worker, bare].map(stopCommand))).toEqual([0, 0, 0]);
  },
  timeoutMs,
);
