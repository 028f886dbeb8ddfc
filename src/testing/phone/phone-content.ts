/** What a user can send beside words and taps. */
import type { InboundSender, InboundShortForm } from '../../emulator/index.js';

/** Exactly one of them: a file, a place, contacts, a reaction, an order, or any of the other short forms. */
export interface PhoneShortForm extends Omit<InboundShortForm, keyof InboundSender> {}

/** A message in Meta's shape, for kinds that have no short form: `type` and the member of that name. */
export interface PhoneWireForm {
  /** Kind of the message, as webhooks name it. */
  type: string;
  /** The member that `type` names, and any other member of the webhook's message. */
  [member: string]: unknown;
}

/** A message without its sender: `{ image: { bytes, mimeType } }`, `{ location: … }`, or Meta's shape with `type`. */
export type PhoneContent = PhoneShortForm | PhoneWireForm;

/** The kind of a message, for the transcript. */
export function describeContent(content: PhoneContent): string {
  if (typeof content['type' as keyof PhoneContent] === 'string') return (content as PhoneWireForm).type;
  return Object.keys(content).join(', ');
}
