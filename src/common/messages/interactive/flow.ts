/** Flows: forms that open inside WhatsApp. */
import { z } from 'zod';
import { limits } from '../../limits.js';
import { defined } from '../../schema/defined.js';
import { filled, filledUpTo, mustBe, object } from '../../schema/fields.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import { partsWithBody, wireParts, type HeaderOptions, type Interactive, type InteractiveParts } from './parts.js';

/** The first screen of a flow. */
export interface FlowActionPayload {
  /** Id of the first screen. @default the flow's first */
  screen?: string | null | undefined;
  /** What the first screen is filled with, as the flow defines it. Never an empty object. */
  data?: Record<string, unknown> | null | undefined;
}

/** Which flow a button opens, by `flow_id` or `flow_name`, and how the flow starts. */
export interface FlowParameters {
  /** Version of this object. */
  flow_message_version: '3';
  /** Id of the flow. Exactly one of `flow_id` and `flow_name` is set. */
  flow_id?: string | null | undefined;
  /** Name of the flow. */
  flow_name?: string | null | undefined;
  /** The button's label, of 1 to 30 characters, without emoji. */
  flow_cta: string;
  /** The business's own string, which comes back with the answers. @default 'unused' */
  flow_token?: string | null | undefined;
  /** `draft` sends a flow that is not published yet. @default 'published' */
  mode?: 'draft' | 'published' | null | undefined;
  /** `data_exchange` asks the flow's endpoint for the first screen. @default 'navigate' */
  flow_action?: 'navigate' | 'data_exchange' | null | undefined;
  /** The first screen and what it is filled with. Only `navigate` has it. */
  flow_action_payload?: FlowActionPayload | null | undefined;
}

/** The button that opens a flow. */
export interface FlowAction {
  /** The kind of the action. */
  name: 'flow';
  /** The flow, and how it starts. */
  parameters: FlowParameters;
}

/**
 * A text of up to 1024 characters with a button that opens a flow. {@link flow} makes it.
 *
 * @see "Sending a flow" https://developers.facebook.com/docs/whatsapp/flows/guides/sendingaflow (read 2026-11)
 */
export interface FlowInteractive extends InteractiveParts {
  /** The kind of interactive message. */
  type: 'flow';
  /** What can be tapped. */
  action: FlowAction;
}

/** Exactly one of `flow_id` and `flow_name`. */
function requireOneName({ flow_id: id, flow_name: name }: FlowParameters, context: z.core.$RefinementCtx): void {
  if (id && name) {
    const message = 'must not be set together with "flow_id": use one';
    context.addIssue({ code: 'custom', message, path: ['flow_name'], input: name });
  }
  if (!id && !name) {
    context.addIssue({ code: 'custom', message: 'must be set, or "flow_name"', path: ['flow_id'], input: id });
  }
}

const payloadSchema = schemaFor<FlowActionPayload>()(
  lazy(() =>
    object({
      screen: filled('the id of a screen').nullish(),
      data: z
        .record(z.string(), z.unknown(), mustBe('an object'))
        .refine((data) => Object.keys(data).length > 0, 'must not be empty: leave it out instead')
        .nullish(),
    }),
  ),
);

const parametersSchema = schemaFor<FlowParameters>()(
  lazy(() =>
    object({
      flow_message_version: z.literal('3', 'must be "3"'),
      flow_id: filled('the id of a flow').nullish(),
      flow_name: filled('the name of a flow').nullish(),
      flow_cta: filledUpTo(limits.flow.cta),
      flow_token: filled().nullish(),
      mode: z.enum(['draft', 'published'], mustBe('"draft" or "published"')).nullish(),
      flow_action: z.enum(['navigate', 'data_exchange'], mustBe('"navigate" or "data_exchange"')).nullish(),
      flow_action_payload: payloadSchema.nullish(),
    }).superRefine(requireOneName),
  ),
);

/** The schema of {@link FlowInteractive}. */
export const flowInteractiveSchema = schemaFor<FlowInteractive>()(
  lazy(() =>
    object({
      type: z.literal('flow'),
      ...partsWithBody,
      action: object({ name: z.literal('flow', 'must be "flow"'), parameters: parametersSchema }),
    }),
  ),
);

/** How a flow starts, whichever way it is named. */
export interface FlowStart {
  /** The button's label, of 1 to 30 characters, without emoji. */
  cta: string;
  /** The business's own string, which comes back with the answers. @default 'unused' */
  token?: string | undefined;
  /** `draft` sends a flow that is not published yet. @default 'published' */
  mode?: 'draft' | 'published' | undefined;
  /** `data_exchange` asks the flow's endpoint for the first screen. @default 'navigate' */
  action?: 'navigate' | 'data_exchange' | undefined;
  /** Id of the first screen. @default the flow's first */
  screen?: string | undefined;
  /** What the first screen is filled with, as the flow defines it. @default nothing */
  data?: Record<string, unknown> | undefined;
}

/** A flow, named by its id. */
export interface FlowById extends FlowStart {
  /** Id of the flow. */
  flowId: string;
}

/** A flow, named by its name. */
export interface FlowByName extends FlowStart {
  /** Name of the flow. */
  flowName: string;
}

/** Which flow, by id or name, and how it starts. */
export type FlowReference = FlowById | FlowByName;

function flowParameters(reference: FlowReference): FlowParameters {
  const { cta, token, mode, action, screen, data } = reference;
  const first = defined({ screen, data });
  return {
    flow_message_version: '3',
    ...('flowId' in reference ? { flow_id: reference.flowId } : { flow_name: reference.flowName }),
    flow_cta: cta,
    ...defined({
      flow_token: token,
      mode,
      flow_action: action,
      flow_action_payload: Object.keys(first).length > 0 ? first : undefined,
    }),
  };
}

/**
 * Builds a text with a button that opens a flow.
 *
 * @param body The text, of 1 to 1024 characters.
 * @example flow('Book a table', { flowId: '1234567', cta: 'Book', screen: 'DATE', data: { seats: 2 } })
 */
export function flow(
  body: string,
  reference: FlowReference,
  options: HeaderOptions = {},
): Interactive<FlowInteractive> {
  const action: FlowAction = { name: 'flow', parameters: flowParameters(reference) };
  return { type: 'interactive', interactive: { type: 'flow', ...wireParts(options), body: { text: body }, action } };
}
