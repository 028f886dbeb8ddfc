/** Activities on what users see of a business. */
import type { z } from 'zod';
import type { SuccessResult, WhatsAppActivities } from '../common/activity-contract.js';
import type { BusinessProfile } from '../common/business-profile.js';
import {
  defaultProfileFields,
  getBusinessProfileInputSchema,
  updateBusinessProfileInputSchema,
} from '../common/inputs/index.js';
import { mediaLimits } from '../common/limits.js';
import { defined } from '../common/schema/defined.js';
import { redactAnswer } from '../graph/redact.js';
import { defineActivity, type Attempt } from './attempt/activity.js';
import { firstMember, type Call } from './graph-caller.js';
import { uploadFile, type FileUploadTools } from './media/file-upload.js';

type ReadInput = z.output<typeof getBusinessProfileInputSchema>;
type UpdateInput = z.output<typeof updateBusinessProfileInputSchema>;

export function businessProfileActivities(
  tools: FileUploadTools,
): Pick<WhatsAppActivities, 'getWhatsAppBusinessProfile' | 'updateWhatsAppBusinessProfile'> {
  return {
    getWhatsAppBusinessProfile: defineActivity(
      'getWhatsAppBusinessProfile',
      getBusinessProfileInputSchema,
      (input, attempt) => read(tools, input, attempt),
    ),
    updateWhatsAppBusinessProfile: defineActivity(
      'updateWhatsAppBusinessProfile',
      updateBusinessProfileInputSchema,
      (input, attempt) => update(tools, input, attempt),
    ),
  };
}

async function read({ graph }: FileUploadTools, input: ReadInput, attempt: Attempt): Promise<BusinessProfile> {
  const { phoneNumberId, credential, fields = defaultProfileFields } = input;
  const call: Call = { attempt, credential, phoneNumberId, idempotent: true };
  const query = { fields: fields.join(',') };
  const response = await graph.request(call, { method: 'GET', path: profileOf(phoneNumberId), query });
  const profile = firstMember(response.body, 'data');
  if (typeof profile !== 'object' || profile === null)
    throw graph.unexpectedAnswer(call, response, 'profile in "data"');
  return redactAnswer(profile) as BusinessProfile;
}

async function update(tools: FileUploadTools, input: UpdateInput, attempt: Attempt): Promise<SuccessResult> {
  const { phoneNumberId, credential, profile, picture } = input;
  const { mimeTypes } = mediaLimits.image;
  const uploaded = picture && (await uploadFile(tools, { ...picture, phoneNumberId, credential, mimeTypes }, attempt));
  const call: Call = { attempt, credential, phoneNumberId, idempotent: true };
  const json = { messaging_product: 'whatsapp', ...profile, ...defined({ profile_picture_handle: uploaded?.handle }) };
  return attempt.reporting(
    () => uploaded?.size ?? 0,
    () => tools.graph.requestSuccess(call, { method: 'POST', path: profileOf(phoneNumberId), json }),
  );
}

function profileOf(phoneNumberId: string): string {
  return `/${phoneNumberId}/whatsapp_business_profile`;
}
