/** Entry "./testing": a Graph API for WhatsApp on this machine. */
export { GraphEmulator } from './graph-emulator.js';
export type { AutoStatus, Behavior, EmulatorBehavior } from './settings/behavior.js';
export type { DeliveredBatch } from './outbound-webhooks/batches/deliver-batch.js';
export type { EmulatorInfo, GraphEmulatorOptions, TemplateStatus } from './settings/options.js';
export type { AccessTokenOptions } from './state/accounts/access-tokens.js';
export type { AddAppOptions, EmulatedApp } from './state/accounts/apps.js';
export type { Fault } from './state/requests/fault.js';
export type { FaultHandle } from './state/requests/fault-list.js';
export type { EmulatedMessage, EmulatedStatus, InboundRecord, PostedStatus } from './state/messages/message-log.js';
export type { AddPhoneNumberOptions, EmulatedPhoneNumber } from './state/numbers/phone-numbers.js';
export type { RecordedRequest } from './state/requests/request-log.js';
export type { SendTruth } from './outbound-webhooks/statuses/send-truth.js';
export type { InboundMessage } from './outbound-webhooks/users/inbound-content.js';
export type { TrafficHandle } from './traffic/traffic.js';
export type { TrafficKind, TrafficOptions } from './traffic/traffic-options.js';
export type { WebhookAttempt, WebhookDelivery } from './outbound-webhooks/delivery/webhook-delivery.js';
export type { WebhookItem } from './outbound-webhooks/batches/webhook-items.js';
