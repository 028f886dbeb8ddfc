/**
 * What a test imports: a kit with which users talk to your workflows, and a Graph API for WhatsApp on this machine.
 *
 * @module
 */
export * from '../emulator/index.js';
export { createWhatsAppTest } from './create-whatsapp-test.js';
export {
  mediaStoreConformance,
  type MediaStoreCase,
  type MediaStoreConformanceOptions,
} from './media-store-conformance.js';
export type {
  TestReceiverOptions,
  TestServer,
  TestTemplate,
  TestWorkerOptions,
  WhatsAppTestOptions,
} from './options.js';
export type { ChangeOptions, Phone, SaysOptions, SeesOptions, TapOptions } from './phone/phone.js';
export type { PhoneContent, PhoneShortForm, PhoneWireForm } from './phone/phone-content.js';
export type { ExpectedMessage, ShownMessage, ShownOption } from './phone/shown-message.js';
export {
  uploadedMediaConformance,
  type UploadedMediaCase,
  type UploadedMediaConformanceOptions,
} from './uploaded-media-conformance.js';
export type { WhatsAppTest } from './whatsapp-test.js';
