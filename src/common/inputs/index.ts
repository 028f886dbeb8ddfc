/** Inputs of activities and workflows: their types, and the schemas that check them. */
export * from './activity-overrides.js';
export * from './numbers/business-profile.js';
export * from './consent.js';
export * from './content.js';
export * from './conversation-keys.js';
export * from './durations.js';
export * from './graph-request.js';
export * from './media/inbound-media.js';
export * from './media/media.js';
export * from './phone-number.js';
export * from './send.js';
export * from './send-options.js';
export * from './shared.js';
export * from './thread.js';
export * from './workflows.js';
