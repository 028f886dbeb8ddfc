/** What Temporal UI says of a signal, query or update that a workflow takes. */
import { summaries } from '../../common/summaries.js';

type HandlerName = keyof typeof summaries.handlers;

/**
 * The options of a handler with its description, for `setHandler()`. Descriptions are no commands: a history replays
 * with any of them.
 *
 * @param definition one of the library's own
 */
export function about({ name }: { name: string }): { description: string } {
  return { description: summaries.handlers[name as HandlerName] };
}
