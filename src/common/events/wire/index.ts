/** Meta's own objects, as they stand in an event's `raw`. */
export type * from './accounts.js';
export type * from './calls.js';
export type * from './flows.js';
export type * from './groups.js';
export type * from './handovers.js';
export type * from './message-contents.js';
export type * from './messages.js';
export type * from './phone-numbers.js';
export type * from './statuses.js';
export type * from './templates.js';
export type * from './user-preferences.js';
export type * from './values.js';
