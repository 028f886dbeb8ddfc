/**
 * Checks where a template has variables.
 *
 * @see "Error codes" https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes (read 2026-11)
 */
import { GraphError } from '../../meta/graph-error.js';
import type { TemplateComponent } from '../../state/accounts/templates.js';

const variable = String.raw`\{\{\s*\w+\s*\}\}`;
const atEdge = new RegExp(`^\\s*${variable}|${variable}\\s*$`);
const anywhere = new RegExp(variable, 'g');

/** @throws GraphError with the subcode 2388299 or 2388047. */
export function checkVariables(components: readonly TemplateComponent[]): void {
  for (const { type, text = '' } of components) {
    if (type === 'BODY' && atEdge.test(text)) {
      throw misplaced(2388299, `The body must not begin or end with a variable: "${text}".`);
    }
    if (type === 'HEADER' && (text.match(anywhere) ?? []).length > 1) {
      throw misplaced(2388047, `The header must have at most one variable: "${text}".`);
    }
  }
}

function misplaced(subcode: number, userMessage: string): GraphError {
  return new GraphError({
    code: 100,
    subcode,
    message: 'Invalid parameter',
    isTransient: false,
    userTitle: 'Variables of the template are not allowed',
    userMessage,
  });
}
