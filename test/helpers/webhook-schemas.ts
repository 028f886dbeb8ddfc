/**
 * The webhooks of a day as `reference/whatsapp-cloud-api.md` describes them, sections 3.1 to 3.5: strict, so that a
 * member that nobody knows is a problem, too.
 */
import { z } from 'zod';

const seconds = z.string().regex(/^\d{10}$/);
const wamid = z.string().startsWith('wamid.');
const digits = z.string().regex(/^\d{5,20}$/);
const userId = z.string().regex(/^[A-Z]{2}\.[\w.]+$/);
const product = z.literal('whatsapp');

const metadata = z.strictObject({ display_phone_number: digits, phone_number_id: digits });
const contact = z.strictObject({
  profile: z.strictObject({ name: z.string().min(1), username: z.string().optional() }).optional(),
  wa_id: digits.optional(),
  user_id: userId.optional(),
  parent_user_id: userId.optional(),
  identity_key_hash: z.string().optional(),
});
const error = z.strictObject({
  code: z.number().int(),
  title: z.string(),
  message: z.string(),
  error_data: z.strictObject({ details: z.string() }),
  href: z.string().optional(),
});

const file = {
  id: digits,
  mime_type: z.string().regex(/^\w+\/[\w.+-]+/),
  sha256: z.string().regex(/^[\w+/]{43}=$/),
  url: z.url(),
  caption: z.string().optional(),
};
const head = {
  from: digits.optional(),
  from_user_id: userId,
  id: wamid,
  timestamp: seconds,
  group_id: z.string().optional(),
  context: z.strictObject({ from: digits, id: wamid }).optional(),
};
const reply = z.strictObject({ id: z.string(), title: z.string() });
const interactive = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('button_reply'), button_reply: reply }),
  z.strictObject({
    type: z.literal('list_reply'),
    list_reply: z.strictObject({ ...reply.shape, description: z.string().optional() }),
  }),
]);

/** A message of each kind that the day has. */
const message = z.discriminatedUnion('type', [
  z.strictObject({ ...head, type: z.literal('text'), text: z.strictObject({ body: z.string() }) }),
  z.strictObject({ ...head, type: z.literal('image'), image: z.strictObject(file) }),
  z.strictObject({
    ...head,
    type: z.literal('location'),
    location: z.strictObject({
      latitude: z.number(),
      longitude: z.number(),
      name: z.string().optional(),
      address: z.string().optional(),
      url: z.string().optional(),
    }),
  }),
  z.strictObject({
    ...head,
    type: z.literal('reaction'),
    reaction: z.strictObject({ message_id: wamid, emoji: z.string().optional() }),
  }),
  z.strictObject({ ...head, type: z.literal('interactive'), interactive }),
]);

const pricing = z.strictObject({
  billable: z.boolean(),
  pricing_model: z.enum(['CBP', 'PMP']),
  type: z.enum(['regular', 'free_customer_service', 'free_entry_point']),
  category: z.enum(['authentication', 'marketing', 'marketing_lite', 'utility', 'service', 'referral_conversion']),
});
const status = z
  .strictObject({
    id: wamid,
    status: z.enum(['sent', 'delivered', 'read', 'played', 'failed']),
    timestamp: seconds,
    recipient_id: z.string().optional(),
    recipient_user_id: userId.optional(),
    recipient_type: z.literal('group').optional(),
    recipient_participant_id: digits.optional(),
    recipient_participant_user_id: userId.optional(),
    biz_opaque_callback_data: z.string().max(512).optional(),
    pricing: pricing.optional(),
    errors: z.array(error).min(1).optional(),
  })
  .refine((one) => (one.status === 'failed') === (one.errors !== undefined), 'a failed one has errors, no other one')
  .refine((one) => one.pricing === undefined || ['sent', 'delivered', 'read'].includes(one.status), 'no pricing here');

const about = {
  message_template_id: z.number().int(),
  message_template_name: z.string(),
  message_template_language: z.string(),
};
const templateStatus = z.strictObject({
  ...about,
  event: z.enum(['APPROVED', 'REJECTED', 'PAUSED', 'DISABLED', 'PENDING', 'FLAGGED']),
  reason: z.string(),
  message_template_category: z.enum(['UTILITY', 'MARKETING', 'AUTHENTICATION']).optional(),
  disable_info: z.strictObject({ disable_date: z.number().int() }).optional(),
  other_info: z.strictObject({ title: z.string(), description: z.string() }).optional(),
  rejection_info: z.strictObject({ reason: z.string(), recommendation: z.string() }).optional(),
});
const templateCategory = z.strictObject({ ...about, previous_category: z.string(), new_category: z.string() });

const participant = z.strictObject({ wa_id: digits.optional(), user_id: userId, input: z.string().optional() });
const groupHead = { timestamp: seconds, group_id: z.string() };
const groupEvent = z.discriminatedUnion('type', [
  z.strictObject({
    ...groupHead,
    type: z.literal('group_create'),
    request_id: z.string(),
    subject: z.string(),
    description: z.string().optional(),
    invite_link: z.url(),
    join_approval_mode: z.enum(['auto_approve', 'approval_required']),
  }),
  z.strictObject({ ...groupHead, type: z.literal('group_delete'), request_id: z.string() }),
  z.strictObject({
    ...groupHead,
    type: z.literal('group_participants_add'),
    reason: z.string(),
    added_participants: z.array(participant).min(1),
  }),
  z.strictObject({
    ...groupHead,
    type: z.literal('group_participants_remove'),
    removed_participants: z.array(participant).min(1),
    initiated_by: z.enum(['business', 'participant']),
  }),
]);

const ofNumber = { messaging_product: product, metadata };
const change = z.union([
  z.strictObject({
    field: z.literal('messages'),
    value: z.strictObject({ ...ofNumber, contacts: z.array(contact).min(1), messages: z.array(message).min(1) }),
  }),
  z.strictObject({
    field: z.literal('messages'),
    value: z.strictObject({ ...ofNumber, contacts: z.array(contact).optional(), statuses: z.array(status).min(1) }),
  }),
  z.strictObject({ field: z.literal('message_template_status_update'), value: templateStatus }),
  z.strictObject({ field: z.literal('template_category_update'), value: templateCategory }),
  z.strictObject({
    field: z.enum(['group_lifecycle_update', 'group_participants_update']),
    value: z.strictObject({ ...ofNumber, groups: z.array(groupEvent).min(1) }),
  }),
]);

/** One POST. */
export const webhookSchema = z.strictObject({
  object: z.literal('whatsapp_business_account'),
  entry: z
    .array(z.strictObject({ id: digits, time: z.number().int().optional(), changes: z.array(change).min(1) }))
    .min(1),
});

export type DayWebhook = z.output<typeof webhookSchema>;
