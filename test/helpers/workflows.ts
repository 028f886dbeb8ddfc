/** The workflows that the integration tests run: the library's own, and what a user would write. */
import { proxyWhatsAppActivities, type WhatsAppActivityOverrides } from '../../src/workflow.js';

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
