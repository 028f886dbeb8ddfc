/** The parts of a kit that run, as a test uses them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { WhatsAppClient } from '../client.js';
import { isPhoneNumber, userSchema } from '../common/ids/user-reference.js';
import { durationMs, durationSchema, type DurationInput } from '../common/inputs/index.js';
import { defined } from '../common/schema/defined.js';
import { parseInput } from '../common/schema/parse-input.js';
import type { GraphEmulator, InboundMessage, WebhookDelivery } from '../emulator/index.js';
import { reportConversation } from './conversation-report.js';
import { reportFailedWorkflows } from './failed-workflows.js';
import { describeGroups } from './phone/groups.js';
import { Phone, type PhoneHost } from './phone/phone.js';
import { noteRefusedSends } from './phone/refused-sends.js';
import { lookEveryMs, Screens } from './phone/screens.js';
import { readShown } from './phone/shown-message.js';
import type { TranscriptNote } from './phone/transcript.js';
import type { TemplateCatalog } from './templates.js';
import { describeUnusedFaults } from './unused-faults.js';
import type { TestTemporal } from './temporal/test-temporal.js';
import type { WhatsAppTest } from './whatsapp-test.js';

/** What a kit consists of. */
export interface KitParts {
  temporal: TestTemporal;
  emulator: GraphEmulator;
  templates: TemplateCatalog;
  client: Client;
  taskQueue: string;
  mediaDirectory: string;
  /** How long phones wait. */
  within: DurationInput | undefined;
  idKey: string | undefined;
  close: () => Promise<void>;
}

export class Kit implements WhatsAppTest {
  readonly client: Client;
  readonly whatsapp: WhatsAppClient;
  readonly emulator: GraphEmulator;
  readonly phoneNumberId: string;
  readonly taskQueue: string;
  readonly mediaDirectory: string;
  private readonly parts: KitParts;
  private readonly screens: Screens;
  private readonly phones = new Map<string, Phone>();
  /** What happened to all users, for their transcripts. */
  private readonly notes: TranscriptNote[] = [];

  constructor(parts: KitParts) {
    const { client, emulator, taskQueue, mediaDirectory, idKey } = parts;
    this.parts = parts;
    this.client = client;
    this.emulator = emulator;
    this.taskQueue = taskQueue;
    this.mediaDirectory = mediaDirectory;
    this.phoneNumberId = emulator.info.phoneNumberId;
    this.whatsapp = new WhatsAppClient({ client, taskQueue, ...defined({ idKey }) });
    this.screens = new Screens(emulator);
  }

  phone(user: string): Phone {
    parseInput(userSchema, user, 'phone');
    const key = isPhoneNumber(user) ? user.replace(/\D/g, '') : user;
    const known = this.phones.get(key);
    if (known) return known;
    const phone = new Phone(user, this.host(user));
    this.phones.set(key, phone);
    return phone;
  }

  async waits(duration: DurationInput): Promise<void> {
    const ms = durationMs(parseInput(durationSchema, duration, 'waits'));
    const text = `(${typeof duration === 'number' ? `${duration} ms` : duration} pass)`;
    this.notes.push({ atMs: this.nowMs(), who: '', text });
    await this.parts.temporal.pass(ms);
  }

  nowMs(): number {
    return this.parts.temporal.nowMs();
  }

  close(): Promise<void> {
    return this.parts.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private host(user: string): PhoneHost {
    const { emulator, templates, within = '5 seconds' } = this.parts;
    const withinMs = durationMs(within);
    const userIds = emulator.userIds(user);
    return {
      withinMs,
      notes: this.notes,
      nowMs: () => this.nowMs(),
      pass: (duration) => this.waits(duration),
      readScreen: () => this.screens.read(userIds).map((message) => readShown(message, templates)),
      write: async (message: InboundMessage) => {
        const { messageId, delivery, reason } = await emulator.receiveMessage(message);
        const refusal = delivery ? await untilTaken(delivery, withinMs) : reason;
        return { messageId, ...defined({ refusal }) };
      },
      refusals: () => noteRefusedSends(emulator, userIds),
      report: (sinceMs) => this.report(userIds, sinceMs),
    };
  }

  private async report(userIds: readonly string[], sinceMs: number): Promise<string> {
    const { client, idKey, taskQueue, temporal } = this.parts;
    const { phoneNumberId } = this;
    const skipsTime = temporal.timeSkipping !== undefined;
    const [conversation, failed, lost] = await Promise.all([
      reportConversation({ client, phoneNumberId, userIds, idKey }),
      reportFailedWorkflows({ client, taskQueue, skipsTime }, sinceMs),
      temporal.reportLostTasks(),
    ]);
    const groups = describeGroups(this.emulator.groups.list(), userIds);
    return [conversation, ...groups, ...describeUnusedFaults(this.emulator), ...failed, ...lost].join('\n');
  }
}

/** The emulator delivers again, as Meta does. @returns what the receiver said last, when it has not taken it in time */
async function untilTaken(delivery: WebhookDelivery, withinMs: number): Promise<string | undefined> {
  const deadlineMs = Date.now() + withinMs;
  while (delivery.state !== 'accepted') {
    const { status, answer, error } = delivery.attempts.at(-1) ?? {};
    if (delivery.state === 'stopped' || Date.now() >= deadlineMs)
      return [status, answer, error].filter((part) => part !== undefined && part !== '').join(' ');
    await sleep(lookEveryMs);
  }
  return undefined;
}
