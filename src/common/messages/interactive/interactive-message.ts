/**
 * All kinds of interactive message. A new kind has a file of its own, and a row in the union and in the table of this
 * one.
 */
import { z } from 'zod';
import { byType } from '../../schema/by-type.js';
import { object } from '../../schema/fields.js';
import { lazy } from '../../schema/lazy.js';
import { schemaFor } from '../../schema/schema-for.js';
import { buttonInteractiveSchema, type ButtonInteractive } from './button.js';
import { carouselInteractiveSchema, type CarouselInteractive } from './carousel.js';
import { ctaUrlInteractiveSchema, type CtaUrlInteractive } from './cta-url.js';
import { flowInteractiveSchema, type FlowInteractive } from './flow.js';
import { listInteractiveSchema, type ListInteractive } from './list.js';
import {
  orderDetailsInteractiveSchema,
  orderStatusInteractiveSchema,
  type OrderDetailsInteractive,
  type OrderStatusInteractive,
} from './order.js';
import {
  catalogMessageInteractiveSchema,
  productInteractiveSchema,
  productListInteractiveSchema,
  type CatalogMessageInteractive,
  type ProductInteractive,
  type ProductListInteractive,
} from './product.js';
import {
  addressInteractiveSchema,
  callPermissionRequestInteractiveSchema,
  locationRequestInteractiveSchema,
  requestContactInfoInteractiveSchema,
  voiceCallInteractiveSchema,
  type AddressInteractive,
  type CallPermissionRequestInteractive,
  type LocationRequestInteractive,
  type RequestContactInfoInteractive,
  type VoiceCallInteractive,
} from './requests.js';

/** What can be tapped, and what stands around it. Narrow it by `type`. */
export type InteractiveContent =
  | ButtonInteractive
  | ListInteractive
  | CtaUrlInteractive
  | FlowInteractive
  | ProductInteractive
  | ProductListInteractive
  | CatalogMessageInteractive
  | LocationRequestInteractive
  | AddressInteractive
  | CallPermissionRequestInteractive
  | VoiceCallInteractive
  | RequestContactInfoInteractive
  | CarouselInteractive
  | OrderDetailsInteractive
  | OrderStatusInteractive;

/** A message with something to tap. Narrow it by `interactive.type`. */
export interface InteractiveMessage {
  /** The kind of the message. */
  type: 'interactive';
  /** What can be tapped, and what stands around it. */
  interactive: InteractiveContent;
}

const interactiveSchema = schemaFor<InteractiveContent>()(
  lazy(() =>
    byType(
      {
        button: buttonInteractiveSchema,
        list: listInteractiveSchema,
        cta_url: ctaUrlInteractiveSchema,
        flow: flowInteractiveSchema,
        product: productInteractiveSchema,
        product_list: productListInteractiveSchema,
        catalog_message: catalogMessageInteractiveSchema,
        location_request_message: locationRequestInteractiveSchema,
        address_message: addressInteractiveSchema,
        call_permission_request: callPermissionRequestInteractiveSchema,
        voice_call: voiceCallInteractiveSchema,
        request_contact_info: requestContactInfoInteractiveSchema,
        carousel: carouselInteractiveSchema,
        order_details: orderDetailsInteractiveSchema,
        order_status: orderStatusInteractiveSchema,
      },
      { what: 'an interactive object' },
    ),
  ),
);

/** The schema of an {@link InteractiveMessage}. */
export const interactiveMessageSchema = schemaFor<InteractiveMessage>()(
  lazy(() => object({ type: z.literal('interactive'), interactive: interactiveSchema })),
);
