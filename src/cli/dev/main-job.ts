/**
 * What the demo shows: each part is a workflow on the real engine, talking to the emulator, resumed by the receiver.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { WhatsAppClient } from '../../client.js';
import { describeError } from '../../common/describe-error.js';
import { conversationWorkflowId } from '../../common/ids/workflow-ids.js';
import type { GraphEmulator } from '../../emulator/index.js';
import type { RegistrationState } from '../../workflows/states.js';
import { createPng } from './demo-image.js';

/** Name of the secret that holds the PIN of the number to register. */
export const demoPinSecret = 'demo-pin';

export interface MainJob {
  client: Pick<WhatsAppClient, 'uploadAndSend' | 'registerPhoneNumber' | 'conversation'>;
  emulator: GraphEmulator;
  /** The worker's media folder, which takes the picture. */
  mediaDirectory: string;
  /** Makes workflow ids of this run unlike those of another on the same server. */
  runName: string;
  say(line: string): void;
  /** The address at which a workflow can be looked at. */
  linkTo(workflowId: string): string | undefined;
}

export interface PartResult {
  title: string;
  /** The reason of its failure; absent when it passed. */
  failure?: string;
}

interface Part {
  title: string;
  run(job: MainJob): Promise<void>;
}

const customer = { phone: '+16505551234', waId: '16505551234', name: 'Ada' };
const partTimeoutMs = 60_000;
const pollMs = 50;

const parts: readonly Part[] = [
  { title: 'Upload an image and send it', run: uploadAndSend },
  { title: 'Register a phone number', run: registerNumber },
  { title: 'Receive a message', run: receiveMessage },
];

/** Runs all parts, one after the other; a failed one does not stop the next. */
export async function runMainJob(job: MainJob): Promise<PartResult[]> {
  const results: PartResult[] = [];
  for (const [index, { title, run }] of parts.entries()) {
    job.say(`\n${index + 1}. ${title}`);
    const startedMs = Date.now();
    try {
      await withTimeout(run(job));
      job.say(`   passed in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
      results.push({ title });
    } catch (error) {
      const failure = describeError(error);
      job.say(`   FAILED: ${failure}`);
      results.push({ title, failure });
    }
  }
  return results;
}

async function uploadAndSend(job: MainJob): Promise<void> {
  const file = join(job.mediaDirectory, `hello-${job.runName}.png`);
  await writeFile(file, createPng(320, 200));
  // An image reaches only somebody who has written within 24 hours.
  job.emulator.openWindow(customer.phone);
  const handle = await job.client.uploadAndSend({
    phoneNumberId: job.emulator.info.phoneNumberId,
    to: customer.phone,
    media: pathToFileURL(file).href,
    kind: 'image',
    caption: 'Hello from Temporal',
    sendKey: `hello-${job.runName}`,
    waitFor: 'delivered',
    statusDeadline: '1 minute',
  });
  introduce(job, handle.id);
  const { uploaded, sent } = await handle.result();
  job.say(
    `   uploaded ${uploaded.filename}, ${uploaded.size} bytes of ${uploaded.mimeType}, as media ${uploaded.mediaId}`,
  );
  if (sent.kind !== 'accepted') throw new Error(`the send was ${sent.kind}: ${sent.message}`);
  job.say(`   sent to ${customer.phone} as message ${sent.messageId}`);
  job.say(`   the receiver signaled: ${sent.statuses.map(({ status }) => status).join(', ')}`);
  check(
    sent.statuses.some(({ status }) => status === 'delivered'),
    'the workflow ended without the status "delivered"',
  );
  const received = job.emulator.messages({ to: customer.waId }).filter(({ id }) => id === sent.messageId);
  check(received.length === 1, `the user's phone shows ${received.length} messages ${sent.messageId} instead of one`);
}

async function registerNumber(job: MainJob): Promise<void> {
  const { phoneNumberId } = job.emulator.addPhoneNumber();
  const pin = { secret: demoPinSecret };
  const handle = await job.client.registerPhoneNumber({ phoneNumberId, codeMethod: 'SMS', language: 'en', pin });
  introduce(job, handle.id);
  await until('the workflow waits for the code', async () => isWaiting(await handle.state()));
  const code = job.emulator.verificationCode(phoneNumberId);
  check(code !== undefined, 'the number got no code');
  job.say(`   number ${phoneNumberId} got the code ${code} by SMS`);
  const { verified, refusal } = await handle.submitVerificationCode(code);
  check(verified, `the code was refused: ${refusal?.details ?? 'no reason given'}`);
  job.say('   code submitted and verified');
  const { phoneNumber } = await handle.result();
  check(
    phoneNumber.status === 'CONNECTED',
    `the number is ${phoneNumber.status ?? 'without a status'} after registration`,
  );
  job.say(`   registered with a PIN that no history holds; the number is ${phoneNumber.status}`);
}

function isWaiting({ phase, lastRefusal }: RegistrationState): boolean {
  check(lastRefusal === undefined, `the request for a code was refused: ${lastRefusal?.details ?? ''}`);
  return phase === 'waiting-for-code';
}

async function receiveMessage(job: MainJob): Promise<void> {
  const { phoneNumberId } = job.emulator.info;
  const { name } = customer;
  const userId = demoUserId(job.runName);
  const text = { body: `Hello, is anybody there? (${job.runName})` };
  const { messageId, delivery } = await job.emulator.receiveMessage({
    from: customer.waId,
    userId,
    name,
    type: 'text',
    text,
  });
  check(delivery !== undefined, 'nobody gets the webhooks of the emulator');
  job.say(`   ${name} wrote message ${messageId}`);
  introduce(job, conversationWorkflowId(phoneNumberId, userId));
  await until('the conversation has the message', async () => {
    const { messages } = await job.client.conversation({ phoneNumberId, user: userId }).state();
    return messages.some((message) => message.messageId === messageId);
  });
  job.say('   it is in the conversation, which waits for the next one');
}

/**
 * The workflows of a run that do not end by themselves: the conversation, and what leads to it from the user's number.
 */
export function demoConversationIds(phoneNumberId: string, runName: string): string[] {
  return [demoUserId(runName), customer.waId].map((userKey) => conversationWorkflowId(phoneNumberId, userKey));
}

/** A user of this run's own, so that another run on the same server has another conversation. */
function demoUserId(runName: string): string {
  return `US.${runName}`;
}

function introduce(job: MainJob, workflowId: string): void {
  const link = job.linkTo(workflowId);
  job.say(`   workflow ${workflowId}${link === undefined ? '' : `\n   ${link}`}`);
}

function check(holds: boolean, failure: string): asserts holds {
  if (!holds) throw new Error(failure);
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + partTimeoutMs;
  while (!(await holds())) {
    check(Date.now() < deadlineMs, `waited ${partTimeoutMs / 1000} s in vain until ${what}`);
    await sleep(pollMs);
  }
}

async function withTimeout(part: Promise<void>): Promise<void> {
  const aborter = new AbortController();
  const late = sleep(partTimeoutMs, undefined, { signal: aborter.signal }).then(() => {
    throw new Error(`not finished after ${partTimeoutMs / 1000} s`);
  });
  // The timer's abortion is no failure of the part.
  late.catch(() => undefined);
  await Promise.race([part, late]).finally(() => aborter.abort());
}
