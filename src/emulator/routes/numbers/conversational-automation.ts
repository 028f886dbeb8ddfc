/**
 * `POST /{phone-number-id}/conversational_automation`: what a chat shows before anybody has written. It is read as a
 * field of the number.
 *
 * @see "Conversational components"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/phone-numbers/conversational-components (read 2026-11)
 */
import { z } from 'zod';
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { calledPhoneNumber, flag, fromJson } from '../../http/parameters.js';
import { invalidParameter } from '../../meta/graph-error.js';
import type { EmulatorState } from '../../state/emulator-state.js';

/** The larger limit is taken where Meta's pages and its OpenAPI file differ. */
const automationSchema = z.object({
  enable_welcome_message: z.boolean(),
  prompts: z.array(z.string().min(1).max(80)).max(4),
  commands: z
    .array(
      z.object({
        command_name: z
          .string()
          .max(32)
          .regex(/^[a-zA-Z0-9_]+$/, 'must consist of letters, digits and underscores'),
        command_description: z.string().min(1).max(256),
      }),
    )
    .max(30)
    .refine((commands) => new Set(commands.map(({ command_name: name }) => name)).size === commands.length, {
      error: 'must have names that differ',
    }),
});

export function conversationalAutomationRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, {
    'POST /:phoneNumberId/conversational_automation': (call) => configure(call, state),
  });
}

/** What is not given stays as it is. */
function configure(call: GraphCall, state: EmulatorState): Answer {
  const { features } = calledPhoneNumber(call, state);
  const { parameters } = call;
  const { enable_welcome_message: isWelcomed, prompts, commands } = features.automation;
  const parsed = automationSchema.safeParse({
    enable_welcome_message: flag(parameters, 'enable_welcome_message') ?? isWelcomed,
    prompts: fromJson(parameters['prompts']) ?? prompts,
    commands: fromJson(parameters['commands']) ?? commands,
  });
  const issue = parsed.error?.issues[0];
  if (issue) throw invalidParameter(`Param ${issue.path.join('.')} is not valid: ${issue.message}`);
  features.automation = parsed.data as z.output<typeof automationSchema>;
  return { body: { success: true } };
}
