/** Entry "./testing": a Graph API for WhatsApp on this machine. */
export { GraphEmulator } from './graph-emulator.js';
export type { AutoStatus, EmulatorInfo, GraphEmulatorOptions } from './options.js';
export type { Fault } from './state/fault.js';
export type { FaultHandle } from './state/fault-list.js';
export type { EmulatedMessage, EmulatedStatus, InboundRecord } from './state/message-log.js';
export type { AddPhoneNumberOptions, EmulatedPhoneNumber } from './state/phone-numbers.js';
export type { RecordedRequest } from './state/request-log.js';
export type { TemplateStatus } from './state/templates.js';
export type { InboundMessage } from './webhooks/inbound-content.js';
export type { WebhookAttempt, WebhookDelivery } from './webhooks/webhook-sender.js';
