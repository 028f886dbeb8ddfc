/**
 * Flows: forms that open inside WhatsApp.
 *
 * @see "Sending a flow" https://developers.facebook.com/docs/whatsapp/flows/guides/sendingaflow (read 2026-11)
 */
import { z } from 'zod';
import { lazy } from '../../schema/lazy.js';
import { limits } from '../../limits.js';
import { filled, filledUpTo, mustBe, object, present } from '../../schema/fields.js';
import { partsOf, partsWithBody, type HeaderOptions } from './parts.js';

const dataSchema = lazy(() =>
  z
    .record(z.string(), z.unknown(), mustBe('an object'))
    .refine((data) => Object.keys(data).length > 0, 'must not be empty: leave it out instead'),
);

const parametersSchema = lazy(() =>
  object({
    flow_message_version: z.literal('3', 'must be "3"'),
    flow_id: filled('the id of a flow').nullish(),
    flow_name: filled('the name of a flow').nullish(),
    /** The button's label, at most 30 characters, without emoji. */
    flow_cta: filledUpTo(limits.flow.cta),
    /** The business's own string, returned with the answers. @default 'unused' */
    flow_token: filled().nullish(),
    /** @default 'published' */
    mode: z.enum(['draft', 'published'], mustBe('"draft" or "published"')).nullish(),
    /** @default 'navigate' */
    flow_action: z.enum(['navigate', 'data_exchange'], mustBe('"navigate" or "data_exchange"')).nullish(),
    /** Only with `navigate`: the first screen and what it is filled with. */
    flow_action_payload: object({
      screen: filled('the id of a screen').nullish(),
      data: dataSchema.nullish(),
    }).nullish(),
  }).superRefine((flow, context) => {
    const { flow_id: id, flow_name: name } = flow;
    if (id && name) {
      context.addIssue({
        code: 'custom',
        message: 'must not be set together with "flow_id": use one',
        path: ['flow_name'],
        input: name,
      });
    }
    if (!id && !name) {
      context.addIssue({ code: 'custom', message: 'must be set, or "flow_name"', path: ['flow_id'], input: id });
    }
  }),
);

export const flowInteractiveSchema = lazy(() =>
  object({
    type: z.literal('flow'),
    ...partsWithBody,
    action: object({ name: z.literal('flow', 'must be "flow"'), parameters: parametersSchema }),
  }),
);

/** A text of up to 1024 characters with a button that opens a flow. */
export type FlowInteractive = z.output<typeof flowInteractiveSchema>;

/** Which flow, by id or name, and how it starts. */
export type FlowReference = ({ flowId: string } | { flowName: string }) & {
  /** The button's label, at most 30 characters, without emoji. */
  cta: string;
  /** The business's own string, returned with the answers. @default 'unused' */
  token?: string | undefined;
  /** `draft` sends a flow that is not published yet. @default 'published' */
  mode?: 'draft' | 'published' | undefined;
  /** `data_exchange` asks the flow's endpoint for the first screen. @default 'navigate' */
  action?: 'navigate' | 'data_exchange' | undefined;
  /** Id of the first screen. @default the flow's first */
  screen?: string | undefined;
  /** What the first screen is filled with, as the flow defines it. */
  data?: Record<string, unknown> | undefined;
};

/** A text of up to 1024 characters with a button that opens a flow. */
export function flow(
  body: string,
  reference: FlowReference,
  options: HeaderOptions = {},
): { type: 'interactive'; interactive: FlowInteractive } {
  const { cta, token, mode, action, screen, data } = reference;
  const first = present({ screen, data });
  const parameters = {
    flow_message_version: '3' as const,
    ...('flowId' in reference ? { flow_id: reference.flowId } : { flow_name: reference.flowName }),
    flow_cta: cta,
    ...present({ flow_token: token, mode, flow_action: action }),
    ...present({ flow_action_payload: Object.keys(first).length > 0 ? first : undefined }),
  };
  return {
    type: 'interactive',
    interactive: { type: 'flow', ...partsOf(options), body: { text: body }, action: { name: 'flow', parameters } },
  };
}
