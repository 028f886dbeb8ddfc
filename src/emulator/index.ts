/** Entry "./testing": a Graph API for WhatsApp on this machine. */
export { GraphEmulator } from './graph-emulator.js';
export type { AutoStatus, Behavior, EmulatorBehavior } from './behavior.js';
export type { DeliveredBatch } from './emulator-webhooks.js';
export type { EmulatorInfo, GraphEmulatorOptions } from './options.js';
export type { AccessTokenOptions } from './state/access-tokens.js';
export type { AddAppOptions, EmulatedApp } from './state/apps.js';
export type { Fault } from './state/fault.js';
export type { FaultHandle } from './state/fault-list.js';
export type { EmulatedMessage, EmulatedStatus, InboundRecord, PostedStatus } from './state/message-log.js';
export type { AddPhoneNumberOptions, EmulatedPhoneNumber } from './state/phone-numbers.js';
export type { RecordedRequest } from './state/request-log.js';
export type { SendTruth } from './state/send-truth.js';
export type { TemplateStatus } from './state/templates.js';
export type { InboundMessage } from './webhooks/inbound-content.js';
export type { TrafficHandle } from './traffic/traffic.js';
export type { TrafficKind, TrafficOptions } from './traffic/traffic-options.js';
export type { WebhookAttempt, WebhookDelivery } from './webhooks/webhook-delivery.js';
export type { WebhookItem } from './webhooks/webhook-items.js';
