import { createHmac } from 'node:crypto';
import type { WhatsAppEvent } from '../../../src/common/events/types.js';
import type { WebhookLog } from '../../../src/webhook/log.js';
import type { ConversationSignal, TemporalProbe, WebhookTemporalClient } from '../../../src/webhook/temporal.js';

export interface RecordedSignal {
  call: 'signal' | 'signalWithStart';
  workflowId: string;
  events: WhatsAppEvent[];
  options?: ConversationSignal;
  workflowType?: string;
  signalName: string;
}

/** Stands in for Temporal: records each signal that it accepted, and does before that what a test sets. */
export class RecordingClient implements WebhookTemporalClient, TemporalProbe {
  readonly accepted: RecordedSignal[] = [];
  readonly deadlines: number[] = [];
  readonly options = { namespace: 'test-namespace' };
  /** Runs before a signal is accepted; throws or waits as a server would. */
  beforeAccepting: (signal: RecordedSignal) => void | Promise<void> = () => undefined;
  onProbe: (request: { namespace: string }) => Promise<unknown> = () => Promise.resolve({});
  running = 0;
  mostRunning = 0;

  readonly workflow = {
    signalWithStart: (workflowType: string, options: ConversationSignal): Promise<void> => {
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
    getHandle: (workflowId: string) => ({
      signal: (signalName: string, events: WhatsAppEvent[]): Promise<void> =>
        this.accept({ call: 'signal', workflowId, signalName, events }),
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

  private async accept(signal: RecordedSignal): Promise<void> {
    this.running += 1;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    try {
      await this.beforeAccepting(signal);
      this.accepted.push(signal);
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
  return { client, log, taskQueue: 'tq', appSecrets: [appSecret], verifyTokens: [verifyToken] };
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
