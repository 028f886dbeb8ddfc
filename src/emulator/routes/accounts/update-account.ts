/**
 * `POST /{waba-id}`: the name and time zone of an account, its insights, and whether it takes marketing messages.
 *
 * @see "WhatsApp Business Account" https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account
 * (read 2026-11)
 */
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { flag, optional } from '../../http/parameters.js';
import { GraphError, invalidParameter } from '../../meta/graph-error.js';
import type { BusinessAccount } from '../../state/accounts/business-accounts.js';

const longestName = 100;
const changeable = ['name', 'timezone_id', 'is_enabled_for_insights', 'disable_marketing_messages_on_cloud_api'];

export function updateAccount({ parameters }: GraphCall, account: BusinessAccount): Answer {
  if (!changeable.some((name) => parameters[name] !== undefined)) {
    throw new GraphError({ code: 100, message: `(#100) At least one of {${changeable.join(', ')}} is required.` });
  }
  const name = optional(parameters, 'name') ?? account.name;
  const timezoneId = optional(parameters, 'timezone_id') ?? account.timezoneId;
  if (name === '' || name.length > longestName) {
    throw invalidParameter(`Param name must have 1 to ${longestName} characters.`);
  }
  if (!/^\d{1,3}$/.test(timezoneId)) throw invalidParameter('Param timezone_id must be the number of a time zone.');
  if (flag(parameters, 'is_enabled_for_insights') === false) {
    throw invalidParameter('Param is_enabled_for_insights can only be true: insights cannot be disabled again.');
  }
  const isMarketingDisabled = flag(parameters, 'disable_marketing_messages_on_cloud_api');
  Object.assign(account, { name, timezoneId });
  account.isMarketingDisabled = isMarketingDisabled ?? account.isMarketingDisabled;
  return { body: { success: true } };
}
