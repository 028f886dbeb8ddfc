/** Operations of groups. */
import { none, sending, type Example } from './example.js';

const whatsapp = { messaging_product: 'whatsapp' };
const request = { ...whatsapp, join_requests: ['unknown'] };
const people = { ...whatsapp, participants: [{ user: '+491701234567' }] };

/** In the order in which they are called. */
export const groupExamples: Readonly<Record<string, Example>> = {
  'POST /{phone-number-id}/groups': sending({ ...whatsapp, subject: 'Neighbors' }),
  'GET /{phone-number-id}/groups': {
    ...none,
    yields: ['group-id', ({ data }) => (data as unknown as { groups: { id: string }[] }).groups[0]?.id],
  },
  'GET /{group-id}': none,
  'POST /{group-id}': sending({ ...whatsapp, subject: 'Friends' }),
  'POST /{group-id}/invite_link': sending(whatsapp),
  'DELETE /{group-id}/invite_link': sending(whatsapp),
  'GET /{group-id}/join_requests': none,
  'POST /{group-id}/join_requests': sending(request),
  'DELETE /{group-id}/join_requests': sending(request),
  'POST /{group-id}/participants': sending(people),
  'DELETE /{group-id}/participants': sending(people),
  'DELETE /{group-id}': none,
};
