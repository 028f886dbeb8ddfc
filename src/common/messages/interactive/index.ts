/** All kinds of interactive message. */
import { z } from 'zod';
import { lazy } from '../../schema/lazy.js';
import { byType } from '../../schema/by-type.js';
import { object } from '../../schema/fields.js';
import { buttonInteractiveSchema } from './button.js';
import { carouselInteractiveSchema } from './carousel.js';
import { ctaUrlInteractiveSchema } from './cta-url.js';
import { flowInteractiveSchema } from './flow.js';
import { listInteractiveSchema } from './list.js';
import { orderDetailsInteractiveSchema, orderStatusInteractiveSchema } from './order.js';
import { catalogMessageInteractiveSchema, productInteractiveSchema, productListInteractiveSchema } from './product.js';
import {
  addressInteractiveSchema,
  callPermissionRequestInteractiveSchema,
  locationRequestInteractiveSchema,
  requestContactInfoInteractiveSchema,
  voiceCallInteractiveSchema,
} from './requests.js';

const interactiveSchema = lazy(() =>
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
);

export const interactiveMessageSchema = lazy(() =>
  object({ type: z.literal('interactive'), interactive: interactiveSchema }),
);

/** A message with something to tap. Narrow it by `interactive.type`. */
export type InteractiveMessage = z.output<typeof interactiveMessageSchema>;
