/** Builders of outbound messages, for every side. @module */
export * from './common/messages/index.js';
