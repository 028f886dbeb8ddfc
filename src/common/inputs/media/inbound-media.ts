/** How the files of users are stored as they arrive: the option, and the input of the workflow that does it. */
import { z } from 'zod';
import type { WhatsAppMediaEvent } from '../../events/types.js';
import { ifGiven } from '../../schema/if-given.js';
import { describeInput } from '../../schema/json-schema.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import { durationSchema, type DurationInput } from '../durations.js';
import { phoneNumberTarget, type PhoneNumberTarget } from '../shared.js';

/** How the files of a user are stored. */
export interface StoreMediaOptions {
  /**
   * How long a file is tried; it is lost then. The turn of a conversation waits so long at most.
   *
   * @default '10 minutes' in a conversation, '1 day' in the receiver, where nobody waits
   */
  within?: DurationInput;
}

/** A workflow that is told what has become of a file. One with a type is started when it does not run. */
export interface InboundMediaTarget {
  /** The id of the workflow. */
  workflowId: string;
  /** The name of the workflow's type. @default none: it is told only while it runs */
  workflowType?: string | undefined;
  /** Arguments of the start. @default none */
  args?: unknown[] | undefined;
  /** The task queue of the start. @default that of `inboundMediaWorkflow` */
  taskQueue?: string | undefined;
}

/** Input of `inboundMediaWorkflow`: a file of a user, and who is told. The receiver starts it. */
export interface InboundMediaWorkflowInput extends PhoneNumberTarget {
  /** The id of the media object at Meta. */
  mediaId: string;
  /** How long the file is tried; it is lost then. @default '1 day' */
  within?: DurationInput | undefined;
  /** The event that the targets get, without what has become of the file. */
  event: Omit<WhatsAppMediaEvent, 'file'>;
  /** Who is told: 1 to 1,000 workflows. */
  targets: InboundMediaTarget[];
}

/** How many workflows are told at most. */
const mostTargets = 1_000;

const target = lazy(() =>
  z.strictObject({
    workflowId: z.string().min(1),
    workflowType: ifGiven(() => z.string().min(1)),
    args: ifGiven(() => z.array(z.unknown().describe('an argument of the workflow'))),
    taskQueue: ifGiven(() => z.string().min(1)),
  }),
);

/** Meta's part of the event is as unchecked as that of every other event. */
const event = lazy(() => {
  const isMediaEvent = (value: unknown): boolean => (value as Partial<WhatsAppMediaEvent> | null)?.kind === 'media';
  const schema = z.custom<InboundMediaWorkflowInput['event']>(isMediaEvent, 'must be an event of the kind "media"');
  describeInput(schema, () => ({ type: 'object' }));
  return schema;
});

export const inboundMediaWorkflowInputSchema = schemaFor<InboundMediaWorkflowInput>()(
  lazy(() =>
    z.strictObject({
      ...phoneNumberTarget,
      // The activity checks it: an id that is none is a lost file.
      mediaId: z.string().min(1),
      within: ifGiven(() => durationSchema),
      event,
      targets: z.array(target).min(1).max(mostTargets),
    }),
  ),
);
