import { createHmac } from 'node:crypto';
import { ServiceError, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { WhatsAppEvent } from '../../../src/common/events/types.js';
import type { WebhookLog } from '../../../src/webhook/observe/log.js';
import { createWebhookHandler, type WebhookRequest } from '../../../src/webhook/handler.js';
import type { WebhookObserver } from '../../../src/webhook/observe/observer.js';
import type { WebhookHandlerOptions } from '../../../src/webhook/options.js';
import type { DeadLetterPart } from '../../../src/common/dead-letter.js';
import type {
  DeadLetterStart,
  DescribedWorkflow,
  EventSignal,
  InboundMediaStart,
  TemporalProbe,
  WebhookTemporalClient,
} from '../../../src/webhook/calls/temporal.js';

export interface RecordedSignal {
  call: 'signal' | 'signalWithStart';
  workflowId: string;
  events: WhatsAppEvent[];
  options?: EventSignal;
  workflowType?: string;
  signalName: string;
}

export interface RecordedLetter extends DeadLetterStart {
  workflowType: string;
  /** Part 0 is in the input. */
  parts: DeadLetterPart[];
}

/**
 * Stands in for Temporal: records each signal that it accepted and each dead letter.
 *
 * Before that it does what a test sets. It refuses a dead letter that is started again, as Temporal does.
 */
export class RecordingClient implements WebhookTemporalClient, TemporalProbe {
  readonly accepted: RecordedSignal[] = [];
  readonly letters = new Map<string, RecordedLetter>();
  /** Every start of a dead letter that came in, also of one that was there. */
  readonly letterStarts: DeadLetterStart[] = [];
  /** What stores files, by workflow id. */
  readonly files = new Map<string, InboundMediaStart>();
  /** Runs before a workflow is started that stores a file. */
  beforeStoring: (start: InboundMediaStart) => void | Promise<void> = () => undefined;
  /** Runs before a dead letter, or a part of one, is accepted. */
  beforeKeeping: (workflowId: string) => void | Promise<void> = () => undefined;
  readonly deadlines: number[] = [];
  readonly options = { namespace: 'test-namespace' };
  /** Runs before a signal is accepted; throws or waits as a server would. */
  beforeAccepting: (signal: RecordedSignal) => void | Promise<void> = () => undefined;
  onProbe: (request: { namespace: string }) => Promise<unknown> = () => Promise.resolve({});
  /** Answers how large a history is; throws or waits as a server would. */
  onDescribe: (workflowId: string) => DescribedWorkflow | Promise<DescribedWorkflow> = () => ({
    status: { name: 'RUNNING' },
    historyLength: 0,
  });
  /** The workflows whose histories were looked at. */
  readonly described: string[] = [];
  running = 0;
  mostRunning = 0;

  readonly workflow = {
    signalWithStart: (workflowType: string, options: EventSignal): Promise<void> => {
      const { workflowId, signal: signalName, signalArgs } = options;
      return this.accept({
        call: 'signalWithStart',
        workflowType,
        workflowId,
        signalName,
        events: signalArgs[0],
        options,
      });
    },
    start: (workflowType: string, options: DeadLetterStart | InboundMediaStart): Promise<void> =>
      this.run(async () => {
        const { workflowId } = options;
        if (!('memo' in options)) return this.startStoring(workflowType, options);
        await this.beforeKeeping(workflowId);
        this.letterStarts.push(options);
        if (this.letters.has(workflowId)) {
          throw new WorkflowExecutionAlreadyStartedError('already started', workflowId, workflowType);
        }
        this.letters.set(workflowId, { ...options, workflowType, parts: [] });
      }),
    getHandle: (workflowId: string) => ({
      signal: (signalName: string, argument: unknown): Promise<void> =>
        signalName === 'deadLetterPart'
          ? this.keepPart(workflowId, argument as DeadLetterPart)
          : this.accept({ call: 'signal', workflowId, signalName, events: argument as WhatsAppEvent[] }),
      describe: async (): Promise<DescribedWorkflow> => {
        this.described.push(workflowId);
        return this.onDescribe(workflowId);
      },
    }),
  };

  readonly connection = {
    withDeadline: <R>(deadline: number, fn: () => Promise<R>): Promise<R> => this.withDeadline(deadline, fn),
    workflowService: { describeNamespace: (request: { namespace: string }) => this.onProbe(request) },
  };

  withDeadline<R>(deadline: number, fn: () => Promise<R>): Promise<R> {
    this.deadlines.push(deadline);
    return fn();
  }

  private accept(signal: RecordedSignal): Promise<void> {
    return this.run(async () => {
      await this.beforeAccepting(signal);
      this.accepted.push(signal);
    });
  }

  private async startStoring(workflowType: string, options: InboundMediaStart): Promise<void> {
    const { workflowId } = options;
    await this.beforeStoring(options);
    if (this.files.has(workflowId)) {
      throw new WorkflowExecutionAlreadyStartedError('already started', workflowId, workflowType);
    }
    this.files.set(workflowId, options);
  }

  private keepPart(workflowId: string, part: DeadLetterPart): Promise<void> {
    return this.run(async () => {
      await this.beforeKeeping(workflowId);
      this.letters.get(workflowId)?.parts.push(part);
    });
  }

  private async run(call: () => Promise<void>): Promise<void> {
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      await call();
    } finally {
      this.running -= 1;
    }
  }
}

interface LogLine {
  level: 'info' | 'warn' | 'error';
  fields: Record<string, unknown>;
  message: string;
}

class RecordingLog implements WebhookLog {
  readonly lines: LogLine[] = [];
  readonly info = this.writer('info');
  readonly warn = this.writer('warn');
  readonly error = this.writer('error');

  private writer(level: LogLine['level']) {
    return (fields: object, message: string): void => {
      this.lines.push({ level, fields: fields as Record<string, unknown>, message });
    };
  }
}

export const appSecret = 'test-app-secret';
export const verifyToken = 'test-verify-token';

export function sign(body: string | Uint8Array, secret = appSecret): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Options of a receiver that records, and what it records with. */
export function recordingOptions() {
  const client = new RecordingClient();
  const log = new RecordingLog();
  const secrets = { appSecrets: [appSecret], verifyTokens: [verifyToken] };
  return { client, log, taskQueue: 'tq', ...secrets, phoneNumberIds: 'any' as const, fallback: 'dead-letter' as const };
}

/** A webhook body whose changes are these values, each for its own business number. */
export function webhookBody(...values: { number?: string; [list: string]: unknown }[]): string {
  const changes = values.map(({ number = '10001', ...value }) => ({
    field: 'messages',
    value: { messaging_product: 'whatsapp', metadata: { phone_number_id: number }, ...value },
  }));
  return JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '900', changes }] });
}

export function textMessage(id: string, from: string, text = 'hello'): object {
  return { id, from, timestamp: '1700000000', type: 'text', text: { body: text } };
}

export function post(body: string | Uint8Array, signature: string | undefined = sign(body)): WebhookRequest {
  return {
    method: 'POST',
    query: new URLSearchParams(),
    headers: { 'x-hub-signature-256': signature },
    rawBody: Buffer.from(body),
  };
}

export function get(query: Record<string, string>): WebhookRequest {
  return { method: 'GET', query: new URLSearchParams(query), headers: {}, rawBody: new Uint8Array() };
}

/** A handler that records. */
export function receiver(options: Partial<WebhookHandlerOptions> = {}) {
  const recording = recordingOptions();
  return { ...recording, handle: createWebhookHandler({ ...recording, ...options }) };
}

/** Notes every fact that it is told. */
export function recordingObserver(): WebhookObserver & { facts: [name: string, fact: unknown][] } {
  const facts: [string, unknown][] = [];
  const note = (name: string) => (fact: unknown) => void facts.push([name, fact]);
  return {
    facts,
    requestEnded: note('requestEnded'),
    signatureMatched: note('signatureMatched'),
    eventRead: note('eventRead'),
    eventsDelivered: note('eventsDelivered'),
    eventIgnored: note('eventIgnored'),
    deadLettered: note('deadLettered'),
    temporalFailed: note('temporalFailed'),
    inFlight: note('inFlight'),
  };
}

/** As Temporal's client throws what the server says. */
export function grpcError(code: number, details = 'details'): ServiceError {
  const cause = Object.assign(new Error(`${code}: ${details}`), { code, details, metadata: {} });
  return new ServiceError('Failed to call Temporal', { cause });
}
