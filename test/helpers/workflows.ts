/** The workflows that the integration tests run: the library's own, and what a user would write. */
import { condition, defineQuery, setHandler } from '@temporalio/workflow';
import {
  EventDedupe,
  proxyWhatsAppActivities,
  send,
  sendSequence,
  type MessageProgress,
  type SendInput,
  type SendOptions,
  type SendOutcome,
  type SendSequenceOptions,
  type WhatsAppActivityOverrides,
  type WhatsAppEvent,
  whatsAppEventsSignal,
} from '../../src/workflow.js';

export * from '../../src/workflows/index.js';

/** Runs one activity with one input, as a user's workflow would. */
export async function callActivityWorkflow(
  name: string,
  input: unknown,
  overrides?: WhatsAppActivityOverrides,
): Promise<unknown> {
  const activities = proxyWhatsAppActivities(overrides) as unknown as Record<
    string,
    (input: unknown) => Promise<unknown>
  >;
  const activity = activities[name];
  if (!activity) throw new Error(`no activity ${name}`);
  return activity(input);
}

/** A user's workflow that sends, and waits for what it tracks. */
export async function trackingWorkflow(
  input: SendInput,
  options: SendOptions,
  deadline: number,
): Promise<{ outcome: SendOutcome; progress: MessageProgress }> {
  const message = await send(input, options);
  if (options.track) await message.reached(options.track, deadline);
  return { outcome: message.outcome, progress: message.progress };
}

/** A user's workflow that sends several messages in order. */
export async function sequenceWorkflow(inputs: SendInput[], options?: SendSequenceOptions): Promise<SendOutcome[]> {
  const sent = await sendSequence(inputs, options);
  return sent.map(({ outcome }) => outcome);
}

/** What `recorderWorkflow` has seen: every event that its dedupe takes for new, and how many came in all. */
export interface Recording {
  events: WhatsAppEvent[];
  received: number;
}

export const recordingQuery = defineQuery<Recording>('recording');

/** A user's workflow behind a route of their own: keeps what comes, each event once. */
export async function recorderWorkflow(): Promise<void> {
  const dedupe = new EventDedupe();
  const recording: Recording = { events: [], received: 0 };
  setHandler(whatsAppEventsSignal, (events) => {
    recording.received += events.length;
    recording.events.push(...events.filter((event) => dedupe.accept(event)));
  });
  setHandler(recordingQuery, () => recording);
  await condition(() => false);
}
