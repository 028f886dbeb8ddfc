/** The activity that writes into the store of consent. */
import type { WhatsAppActivities } from '../common/activity-contract.js';
import { storeConsentInputSchema } from '../common/inputs/index.js';
import { defined } from '../common/schema/defined.js';
import type { ConsentStore } from '../consent/consent-store.js';
import { defineActivity } from './attempt/activity.js';
import { configurationFailure } from './attempt/failure.js';

export function consentActivities(store: ConsentStore | undefined): Pick<WhatsAppActivities, 'storeWhatsAppConsent'> {
  return {
    storeWhatsAppConsent: defineActivity('storeWhatsAppConsent', storeConsentInputSchema, async (input, attempt) => {
      if (!store) {
        const message =
          'this worker has no consent store: pass "consent" to WhatsAppPlugin or createWhatsAppActivities()';
        throw configurationFailure(attempt.activity, message, { retryable: true });
      }
      const { users, phoneNumberId, changedAtMs, stoppedAtMs, marketingStoppedAtMs } = input;
      const statement = { phoneNumberId, changedAtMs, ...defined({ stoppedAtMs, marketingStoppedAtMs }) };
      await store.write(users.map((user) => ({ ...statement, user })));
      return { users };
    }),
  };
}
