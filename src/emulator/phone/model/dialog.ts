/** What stands before the page until it is answered. */
import type { FlowAction, ListAction, OrderAction } from './messages/card.js';

/** A dialog; `messageId` names the message that it answers. */
export type Dialog =
  | { kind: 'list'; messageId: string; action: ListAction }
  | { kind: 'flow'; messageId: string; action: FlowAction }
  | { kind: 'order'; messageId: string; action: OrderAction }
  | { kind: 'location'; messageId?: string }
  | { kind: 'contact'; messageId?: string }
  | { kind: 'call-permission'; messageId: string }
  | { kind: 'address'; messageId: string }
  | { kind: 'user' }
  | { kind: 'number' }
  | { kind: 'json'; title: string; value: unknown };
