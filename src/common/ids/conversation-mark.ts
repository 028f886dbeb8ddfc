/** How a command knows which functions of an application are conversations, in whatever copy of the library. */
const mark = Symbol.for('temporal-whatsapp.conversation');

/** Makes a workflow one that {@link isConversation} knows. */
export function markConversation(workflow: object): void {
  Object.defineProperty(workflow, mark, { value: true });
}

/** Whether `defineConversation` has made it. */
export function isConversation(value: unknown): boolean {
  return typeof value === 'function' && mark in value;
}
