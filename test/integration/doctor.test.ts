/** `temporal-whatsapp doctor` against a real server, the emulator and a receiver, whole and broken in many ways. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import type { Finding } from '../../src/cli/doctor/finding.js';
import { conversationWorkflowId } from '../../src/common/ids/workflow-ids.js';
import { freePort } from '../../src/devserver/free-port.js';
import { eventually } from '../helpers/eventually.js';
import { silentReceiverLog } from '../helpers/logger.js';
import { runCommand } from '../helpers/run-command.js';
import { startStack, testWorkflowBundle, type Stack } from '../helpers/stack.js';
import { connectTestServer, type TestServer } from '../helpers/temporal-server.js';

let stack: Stack;
let server: TestServer;
/** Answers every request with 200 and, as a careless receiver does, with the challenge. */
let careless: Server;
let lonely: { queue: string; stop: () => Promise<void> };
const brokenNamespace = `doctor-${Date.now()}`;

beforeAll(async () => {
  server = await connectTestServer();
  stack = await startStack({ temporalAddress: server.address, receiver: { log: silentReceiverLog } });
  careless = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    response.end(searchParams.get('hub.challenge') ?? 'ok');
  });
  await new Promise<void>((resolve) => careless.listen(0, '127.0.0.1', resolve));
  lonely = await startLonelyWorker();
  await makeBrokenNamespace();
});

afterEach(async () => {
  await stack.emulator.reset();
  stack.emulator.setWebhookUrl(stack.webhookUrl);
});

afterAll(async () => {
  await lonely.stop();
  careless.closeAllConnections();
  careless.close();
  await stack.stop();
  await server.close();
});

/** A worker of the main queue alone, as one whose send worker was switched off. */
async function startLonelyWorker(): Promise<typeof lonely> {
  const queue = `lonely-${Date.now()}`;
  const workflowBundle = await testWorkflowBundle();
  const activities = { any: () => Promise.resolve() };
  const connection = server.nativeConnection;
  const worker = await Worker.create({ connection, taskQueue: queue, workflowBundle, activities });
  const end = worker.run();
  const stop = async (): Promise<void> => {
    worker.shutdown();
    await end;
  };
  return { queue, stop };
}

/** It has one of our search attributes with another type. */
async function makeBrokenNamespace(): Promise<void> {
  const { workflowService, operatorService } = server.client.connection;
  const workflowExecutionRetentionPeriod = { seconds: 86_400 as never };
  await workflowService.registerNamespace({ namespace: brokenNamespace, workflowExecutionRetentionPeriod });
  const searchAttributes = { WhatsAppOwner: 1 };
  await eventually(() =>
    operatorService.addSearchAttributes({ namespace: brokenNamespace, searchAttributes }).then(
      () => true,
      () => false,
    ),
  );
}

interface Broken {
  env?: Record<string, string>;
  line?: string[];
}

const carelessUrl = () => `http://127.0.0.1:${(careless.address() as AddressInfo).port}/webhook`;

function environment(): Record<string, string> {
  const { graphUrl, accessToken, appSecret, verifyToken, phoneNumberId } = stack.emulator.info;
  return {
    TEMPORAL_ADDRESS: server.address,
    WHATSAPP_TASK_QUEUE: stack.taskQueue,
    WHATSAPP_GRAPH_URL: graphUrl,
    WHATSAPP_ACCESS_TOKEN: accessToken,
    WHATSAPP_APP_SECRET: appSecret,
    WHATSAPP_VERIFY_TOKEN: verifyToken,
    WHATSAPP_PHONE_NUMBER_IDS: phoneNumberId,
  };
}

/** Runs it, and sees to it that no secret is shown. */
async function doctor({ env = {}, line = [] }: Broken = {}): Promise<{ findings: Finding[]; error: unknown }> {
  const whole = { ...environment(), ...env };
  const { printed, noted, error, written } = await runCommand(['doctor', '--json', '--timeout', '5', ...line], whole);
  const shown = [...printed, ...noted, written, String(error)].join('\n');
  for (const name of ['WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_APP_SECRET', 'WHATSAPP_VERIFY_TOKEN']) {
    if (whole[name]) expect(shown).not.toContain(whole[name]);
  }
  return { findings: printed.map((text) => JSON.parse(text) as Finding), error };
}

describe('a set-up that works', () => {
  test('has no failure, and the warnings of a new account on a new server', async () => {
    const { findings, error } = await doctor({ line: ['--signed-post'] });
    const bad = findings.filter(({ status }) => status !== 'ok');
    expect(bad.map(({ check, status }) => `${check} ${status}`)).toEqual([
      'search-attributes warning',
      'rate-limits warning',
      'messaging-limit warning',
    ]);
    expect(error).toBeUndefined();
    const checks = [...new Set(findings.map(({ check }) => check))];
    expect(checks.join(' ')).toBe(
      'temporal namespace workers send-workers conversations search-attributes rate-limits graph-version graph credentials app-secret ' +
        'token number quality messaging-limit webhook-url subscription webhook-fields challenge wrong-token signature ' +
        'signed-post',
    );
  });

  test('is told in lines for people, without numbers set, and leaves nothing behind', async () => {
    const env = { ...environment(), WHATSAPP_PHONE_NUMBER_IDS: 'any' };
    const { printed, noted } = await runCommand(['doctor', '--signed-post'], env);
    expect(printed).toContainEqual(expect.stringMatching(/^ok {7}numbers {12}the token reaches 106540352242922$/));
    expect(printed).toContainEqual(expect.stringMatching(/^ {28}Verify the business at Meta/));
    expect(noted.at(-1)).toMatch(/^\d+ ok, 3 warnings, 0 failures$/);
    expect(stack.emulator.messages()).toEqual([]);
  });
});

test('a conversation whose workflow no worker has is named, with the command that ends it', async () => {
  const workflowId = conversationWorkflowId(stack.emulator.info.phoneNumberId, `49170${Date.now()}`);
  const handle = await server.client.workflow.start('shp', { workflowId, taskQueue: stack.taskQueue });
  const found = await eventually(
    async () => {
      const { findings } = await doctor({ env: { WHATSAPP_CONVERSATION_WORKFLOW: 'shp' } });
      return findings.find(({ check, status }) => check === 'conversations' && status === 'failure');
    },
    (finding) => finding !== undefined,
  );
  expect(found?.message).toMatch(/of the workflow shp and cannot go on.*no such function is exported/);
  expect(found?.remedy).toContain(`--workflow-id '${workflowId}'`);
  await handle.terminate();
});

/** What is broken, how, and what the doctor says: the check, its status, what it found, and what to do. */
type Row = [string, () => Broken | Promise<Broken>, string, 'failure' | 'warning', RegExp, RegExp];

const addToken = (options: object): Broken => {
  const token = `EAAdoctor${Date.now()}${Math.random()}`.replace('.', '');
  stack.emulator.addAccessToken(token, options);
  return { env: { WHATSAPP_ACCESS_TOKEN: token } };
};

const fault = (path: string, answer: object): Broken => {
  stack.emulator.addFault({ match: { method: 'GET', path }, times: null, ...answer });
  return {};
};

/** The number as Meta may show it. */
const number = (fields: object): Broken => {
  const id = stack.phoneNumberId;
  const application = stack.webhookUrl;
  const body = { id, status: 'CONNECTED', webhook_configuration: { application }, ...fields };
  return fault(`/${id}`, { status: 200, body });
};

async function graphPost(path: string, body: object): Promise<void> {
  const { graphUrl, accessToken } = stack.emulator.info;
  const answer = await fetch(`${graphUrl}/v25.0${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}

const rows: Row[] = [
  [
    'a variable that cannot be read',
    () => ({ env: { WHATSAPP_GRAPH_VERSION: 'latest' } }),
    'configuration',
    'failure',
    /WHATSAPP_GRAPH_VERSION must be a version/,
    /Correct WHATSAPP_GRAPH_VERSION/,
  ],
  [
    'no Temporal server',
    async () => ({ env: { TEMPORAL_ADDRESS: `127.0.0.1:${await freePort('127.0.0.1')}` }, line: ['--timeout', '1'] }),
    'temporal',
    'failure',
    /Temporal at 127.0.0.1:\d+ cannot be reached: ./,
    /Start it, or correct TEMPORAL_ADDRESS/,
  ],
  [
    'a namespace that does not exist',
    () => ({ env: { TEMPORAL_NAMESPACE: 'nobodys' } }),
    'namespace',
    'failure',
    /nobodys does not exist/,
    /temporal operator namespace create --namespace nobodys/,
  ],
  [
    'no worker',
    () => ({ env: { WHATSAPP_TASK_QUEUE: 'nobodys-queue' } }),
    'workers',
    'failure',
    /no worker takes workflows from nobodys-queue/,
    /temporal-whatsapp worker/,
  ],
  [
    'no worker of the sends',
    () => ({ env: { WHATSAPP_TASK_QUEUE: lonely.queue } }),
    'send-workers',
    'failure',
    /no worker takes sends from lonely-\d+-send/,
    /WhatsAppPlugin/,
  ],
  [
    'search attributes that are missing',
    () => ({}),
    'search-attributes',
    'warning',
    /lacks .*WhatsAppOutcome/,
    /temporal-whatsapp search-attributes/,
  ],
  [
    'a search attribute of another type',
    () => ({ env: { TEMPORAL_NAMESPACE: brokenNamespace } }),
    'search-attributes',
    'failure',
    /WhatsAppOwner .* is of the type Text/,
    /search-attribute remove/,
  ],
  ['no rate limits', () => ({}), 'rate-limits', 'warning', /nothing limits/, /temporal-whatsapp rate-limits set/],
  [
    'a version of the Graph API that has ended',
    () => ({ env: { WHATSAPP_GRAPH_VERSION: 'v20.0' } }),
    'graph-version',
    'failure',
    /v20.0 has ended on 2026-09-24/,
    /WHATSAPP_GRAPH_VERSION=v25.0/,
  ],
  [
    'a Graph API that cannot be reached',
    async () => ({ env: { WHATSAPP_GRAPH_URL: `http://127.0.0.1:${await freePort('127.0.0.1')}` } }),
    'graph',
    'failure',
    /ECONNREFUSED|fetch failed/,
    /correct WHATSAPP_GRAPH_URL/,
  ],
  [
    'a Graph API that does not answer',
    () => ({ ...fault('/debug_token', { hang: 'before' }), line: ['--timeout', '0.5'] }),
    'app-secret',
    'failure',
    /no answer within 0.5 s|did not answer/,
    /Let this machine reach/,
  ],
  [
    'a clock that is wrong',
    () => fault('/', { headers: { date: new Date(Date.now() - 600_000).toUTCString() } }),
    'graph',
    'failure',
    /clock of this machine is (599|60\d) s ahead of Meta's/,
    /by NTP/,
  ],
  [
    'no access token',
    () => ({ env: { WHATSAPP_ACCESS_TOKEN: '' } }),
    'credentials',
    'failure',
    /no access token for 106540352242922/,
    /Set WHATSAPP_ACCESS_TOKEN/,
  ],
  [
    'an access token that Meta does not know',
    () => ({ env: { WHATSAPP_ACCESS_TOKEN: 'EAAnobodysTokenOfNobodysApp' } }),
    'token',
    'failure',
    /"default" is refused: .*Cannot parse access token/,
    /token of a system user/,
  ],
  [
    'an access token that has expired',
    () => addToken({ ttlMs: 0 }),
    'token',
    'failure',
    /Session has expired/,
    /which does not expire/,
  ],
  [
    'an access token that ends soon',
    () => addToken({ ttlMs: 2 * 86_400_000 }),
    'token',
    'warning',
    /it ends on 2/,
    /which does not expire/,
  ],
  [
    'an access token that may not send',
    () => addToken({ scopes: ['whatsapp_business_management'] }),
    'token',
    'failure',
    /lacks the permission whatsapp_business_messaging/,
    /Make a token that has it/,
  ],
  [
    'an access token that may not manage',
    () => addToken({ scopes: ['whatsapp_business_messaging'] }),
    'token',
    'warning',
    /lacks the permission whatsapp_business_management/,
    /Make a token/,
  ],
  [
    'the secret of another app',
    () => ({ env: { WHATSAPP_APP_SECRET: 'secret-of-another-app' } }),
    'app-secret',
    'failure',
    /not that of the app/,
    /Set WHATSAPP_APP_SECRET/,
  ],
  [
    'no app secret',
    () => ({ env: { WHATSAPP_APP_SECRET: '' } }),
    'app-secret',
    'warning',
    /no app secret/,
    /Set WHATSAPP_APP_SECRET/,
  ],
  [
    'a phone number in place of its id',
    () => ({ env: { WHATSAPP_PHONE_NUMBER_IDS: '4915112345678' } }),
    'number',
    'failure',
    /4915112345678 cannot be seen/,
    /which is not the phone number/,
  ],
  [
    'a number that is not registered',
    () => {
      const { phoneNumberId } = stack.emulator.addPhoneNumber();
      return { env: { WHATSAPP_PHONE_NUMBER_IDS: phoneNumberId } };
    },
    'number',
    'failure',
    /its status is PENDING/,
    /registerPhoneNumber/,
  ],
  [
    'a number that Meta has restricted',
    () => number({ status: 'RESTRICTED' }),
    'number',
    'failure',
    /its status is RESTRICTED/,
    /WhatsApp Manager/,
  ],
  [
    'an account without a means of payment',
    () => {
      const errors = [{ error_code: 141006, error_description: 'No payment method.', possible_solution: 'Add one.' }];
      return number({ health_status: { can_send_message: 'BLOCKED', entities: [{ entity_type: 'WABA', errors }] } });
    },
    'number',
    'failure',
    /BLOCKED for sending: No payment method/,
    /^Add one\.$/,
  ],
  [
    'a number of low quality',
    () => number({ quality_rating: 'RED' }),
    'quality',
    'warning',
    /quality of 106540352242922 is low/,
    /fewer and better templates/,
  ],
  ['a business that is not verified', () => ({}), 'messaging-limit', 'warning', /TIER_250/, /Verify the business/],
  [
    'an account that is subscribed to another app',
    () => {
      const { wabaId } = stack.emulator.info;
      const data = [{ whatsapp_business_api_data: { id: '1000000001', name: 'Other' } }];
      return fault(`/${wabaId}/subscribed_apps`, { status: 200, body: { data } });
    },
    'subscription',
    'failure',
    /subscribed to other apps only/,
    /POST \/\d+\/subscribed_apps/,
  ],
  [
    'an account that is subscribed to no app',
    async () => {
      const { wabaId, graphUrl, accessToken } = stack.emulator.info;
      const headers = { authorization: `Bearer ${accessToken}` };
      await fetch(`${graphUrl}/v25.0/${wabaId}/subscribed_apps`, { method: 'DELETE', headers });
      return {};
    },
    'subscription',
    'failure',
    /subscribed to no app/,
    /Subscribe the app/,
  ],
  [
    'an app without the field messages',
    () => {
      const { appId } = stack.emulator.info;
      const fields = [{ name: 'account_update', version: 'v25.0' }];
      const data = [{ object: 'whatsapp_business_account', callback_url: stack.webhookUrl, active: true, fields }];
      return fault(`/${appId}/subscriptions`, { status: 200, body: { data } });
    },
    'webhook-fields',
    'failure',
    /gets account_update, but not/,
    /Webhook fields, messages/,
  ],
  [
    'no webhook URL',
    () => {
      stack.emulator.setWebhookUrl(undefined);
      return {};
    },
    'webhook-url',
    'failure',
    /Meta has no URL/,
    /Set the callback URL in the app dashboard/,
  ],
  [
    'an override that leads elsewhere',
    async () => {
      const override_callback_uri = carelessUrl();
      const webhook_configuration = { override_callback_uri, verify_token: 'any' };
      await graphPost(`/${stack.phoneNumberId}`, { webhook_configuration });
      return { line: ['--webhook-url', stack.webhookUrl] };
    },
    'webhook-url',
    'failure',
    /an override of the number, and not to/,
    /empty override_callback_uri/,
  ],
  [
    'a path that is not the receiver’s',
    () => ({ env: { WHATSAPP_WEBHOOK_PATH: '/hooks/whatsapp' } }),
    'webhook-url',
    'warning',
    /whose path is not the receiver's/,
    /Set WHATSAPP_WEBHOOK_PATH/,
  ],
  [
    'a receiver that is not there',
    async () => ({ line: ['--webhook-url', `http://127.0.0.1:${await freePort('127.0.0.1')}/webhook`] }),
    'challenge',
    'failure',
    /ECONNREFUSED|fetch failed/,
    /temporal-whatsapp webhook/,
  ],
  [
    'another verify token',
    () => ({ env: { WHATSAPP_VERIFY_TOKEN: 'another-verify-token' } }),
    'challenge',
    'failure',
    /refuses the verify token \(403\)/,
    /Set WHATSAPP_VERIFY_TOKEN/,
  ],
  [
    'another path',
    () => ({ line: ['--webhook-url', new URL('/elsewhere', stack.webhookUrl).href] }),
    'challenge',
    'failure',
    /answers the challenge with 404/,
    /with its path/,
  ],
  [
    'a receiver that takes every verify token',
    () => ({ line: ['--webhook-url', carelessUrl()] }),
    'wrong-token',
    'failure',
    /answers a challenge with a wrong verify token/,
    /Compare hub.verify_token/,
  ],
  [
    'a receiver that checks no signature',
    () => ({ line: ['--webhook-url', carelessUrl()] }),
    'signature',
    'failure',
    /takes a webhook with a wrong signature/,
    /X-Hub-Signature-256/,
  ],
  [
    'a receiver with another app secret',
    () => ({ env: { WHATSAPP_APP_SECRET: 'secret-of-another-app' }, line: ['--signed-post'] }),
    'signed-post',
    'failure',
    /refuses a webhook that is signed/,
    /Set WHATSAPP_APP_SECRET/,
  ],
];

describe('a set-up that is broken', () => {
  test.each(rows)('%s is found', async (_name, breakIt, check, status, message, remedy) => {
    const { findings, error } = await doctor(await breakIt());
    const found = findings.filter((finding) => finding.check === check && finding.status === status);
    expect(found.map((finding) => finding.message).join('\n')).toMatch(message);
    expect(found.map((finding) => finding.remedy).join('\n')).toMatch(remedy);
    const failures = findings.filter((finding) => finding.status === 'failure');
    // Every failure is told to the shell, too, and whatever is not well comes with what to do.
    expect(error === undefined).toBe(failures.length === 0);
    for (const finding of findings) expect(finding.remedy === undefined).toBe(finding.status === 'ok');
  });

  test('in at least fifteen ways', () => expect(rows.length).toBeGreaterThanOrEqual(15));
});
