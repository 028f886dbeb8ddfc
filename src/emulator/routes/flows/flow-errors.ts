/**
 * Refusals of the operations of flows.
 *
 * @see "WhatsApp Flows error codes" https://developers.facebook.com/docs/whatsapp/flows/reference/error-codes (read
 * 2026-11)
 */
import { GraphError } from '../../meta/graph-error.js';

function refusal(code: number, title: string): (userMessage: string) => GraphError {
  return (userMessage) =>
    new GraphError({
      code,
      message: code === 100 ? 'Invalid parameter' : `(#${code}) ${title}`,
      isTransient: false,
      userTitle: title,
      userMessage,
    });
}

export const nameTaken = refusal(100, 'Flow name is not unique');
export const unknownSource = refusal(100, 'Flow with specified ID does not exist');
export const notUpdated = refusal(139001, "Flow can't be updated");
export const notPublished = refusal(139002, 'Publishing Flow failed');
export const notDeprecated = refusal(139003, "Flow can't be deprecated");
export const notDeleted = refusal(139004, "Flow can't be deleted");
