/** Registrations of numbers in every state, against activities that count what each of them costs. */
import { randomUUID } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { WhatsAppClient, whatsAppFailure } from '../../src/client.js';
import { eventually } from '../helpers/eventually.js';
import { testWorkflowBundle } from '../helpers/stack.js';
import { connectTestServer, type TestServer } from '../helpers/temporal-server.js';

let server: TestServer;
let worker: Worker;
let workerEnd: Promise<void>;
const taskQueue = `registration-${randomUUID()}`;
beforeAll(async () => {
  server = await connectTestServer();
  worker = await Worker.create({
    connection: server.nativeConnection,
    taskQueue,
    workflowBundle: await testWorkflowBundle(),
    activities,
  });
  workerEnd = worker.run();
});
afterAll(async () => {
  worker.shutdown();
  await workerEnd;
  await server.close();
});

interface NumberInput {
  phoneNumberId: string;
}

interface Case {
  /** The number's state, as Meta shows it. */
  state: Record<string, unknown>;
  /** What each attempt to check the PIN or to register ends with; success where there is none. */
  failures?: { check?: ApplicationFailure; register?: ApplicationFailure };
  /** Members of the input. */
  input?: object;
}

const failure = (type: string, details: object = {}): ApplicationFailure =>
  ApplicationFailure.create({ type: `WhatsApp.${type}`, message: type, nonRetryable: true, details: [details] });
const noPin = failure('Configuration');
const needsVerification = failure('Registration', { code: 133006 });

/** What is registered, by the id of its number, and what that has called. */
const firstNumber = Date.now();
const cases = new Map<string, Case & { calls: string[] }>();

function called({ phoneNumberId }: { phoneNumberId: string }, call: string): Required<Case> & { calls: string[] } {
  const { calls, failures = {}, input = {}, state } = cases.get(phoneNumberId) as Case & { calls: string[] };
  if (call !== 'read') calls.push(call);
  return { calls, failures, input, state };
}

const success = { success: true };
const activities = {
  getWhatsAppPhoneNumber: async (number: NumberInput) => ({ id: '1', ...called(number, 'read').state }),
  requestWhatsAppVerificationCode: async (number: NumberInput) => (called(number, 'code'), success),
  verifyWhatsAppCode: async (number: NumberInput) => (called(number, 'verify'), success),
  registerWhatsAppPhoneNumber: async ({ checkOnly = false, ...number }: NumberInput & { checkOnly?: boolean }) => {
    const { calls, failures } = called(number, checkOnly ? 'check' : 'register');
    // Once verified by a code, Meta registers the number.
    const error = checkOnly ? failures.check : calls.includes('verify') ? undefined : failures.register;
    if (error) throw error;
    return success;
  },
};

/** Runs one registration. @returns the calls that it made, in their order, and what came out */
async function run(given: Case): Promise<{ calls: string[]; outcome: unknown }> {
  const calls: string[] = [];
  const phoneNumberId = String(firstNumber + cases.size);
  cases.set(phoneNumberId, { ...given, calls });
  const whatsapp = new WhatsAppClient({ client: server.client, taskQueue });
  const handle = await whatsapp.registerPhoneNumber({
    phoneNumberId,
    codeMethod: 'SMS',
    pin: { secret: 'pin' },
    ...given.input,
  });
  let hasEnded = false;
  const end = handle
    .result()
    .catch((error: unknown) => error)
    .finally(() => (hasEnded = true));
  const isWaiting = async (): Promise<boolean> => hasEnded || (await handle.state()).phase === 'waiting-for-code';
  await eventually(isWaiting, (isOver) => isOver);
  if (!hasEnded && calls.includes('code')) await handle.submitVerificationCode('123456');
  return { calls, outcome: await end };
}

test.each<[string, Case, string[], object]>([
  ['registered', { state: { status: 'CONNECTED' } }, [], { alreadyRegistered: true, codesRequested: 0 }],
  ['registered, its verification expired', { state: { status: 'CONNECTED', code_verification_status: 'EXPIRED' } }, [], { alreadyRegistered: true }],
  ['registered, by a worker without the PIN', { state: { status: 'CONNECTED' }, failures: { check: noPin } }, [], { alreadyRegistered: true }],
  ['registered, and to be registered again', { state: { status: 'CONNECTED' }, input: { registerAgain: true } }, ['check', 'register'], { alreadyRegistered: false }],
  ['verified', { state: { status: 'PENDING', code_verification_status: 'VERIFIED' } }, ['check', 'register'], { alreadyVerified: true, codesRequested: 0 }],
  ['verified, but Meta wants a code', { state: { status: 'PENDING', code_verification_status: 'VERIFIED' }, failures: { register: needsVerification } }, ['check', 'register', 'code', 'verify', 'register'], { alreadyVerified: false, codesRequested: 1 }],
  ['expired', { state: { status: 'DISCONNECTED', code_verification_status: 'EXPIRED' } }, ['check', 'register'], { alreadyVerified: true, codesRequested: 0 }],
  ['expired, and Meta wants a code', { state: { status: 'DISCONNECTED', code_verification_status: 'EXPIRED' }, failures: { register: needsVerification } }, ['check', 'register', 'code', 'verify', 'register'], { codesRequested: 1 }],
  ['not verified', { state: { status: 'PENDING', code_verification_status: 'NOT_VERIFIED' } }, ['check', 'code', 'verify', 'register'], { alreadyVerified: false, codesRequested: 1 }],
  ['not verified, with a worker of an earlier version', { state: { status: 'PENDING' }, failures: { check: failure('InvalidInput') } }, ['check', 'code', 'verify', 'register'], { codesRequested: 1 }],
])('a number that is %s', async (_what, given, expectedCalls, expected) => {
  const { calls, outcome } = await run(given);
  expect(outcome).toMatchObject(expected);
  expect(calls).toEqual(expectedCalls);
}); // prettier-ignore

test.each<[string, Case, string[], string]>([
  ['in the Business app', { state: { status: 'PENDING', is_on_biz_app: true } }, [], 'Registration'],
  ['banned', { state: { status: 'BANNED' } }, [], 'Registration'],
  ['not verified, without the PIN', { state: { status: 'PENDING' }, failures: { check: noPin } }, ['check'], 'Configuration'],
  ['verified, without the PIN', { state: { code_verification_status: 'VERIFIED' }, failures: { check: noPin } }, ['check'], 'Configuration'],
  ['verified, with another PIN', { state: { code_verification_status: 'VERIFIED' }, failures: { register: failure('PinMismatch') } }, ['check', 'register'], 'PinMismatch'],
])('a number that is %s fails before anything is spent in vain', async (_what, given, expectedCalls, type) => {
  const { calls, outcome } = await run(given);
  expect(whatsAppFailure(outcome)?.type).toBe(`WhatsApp.${type}`);
  expect(calls).toEqual(expectedCalls);
}); // prettier-ignore
