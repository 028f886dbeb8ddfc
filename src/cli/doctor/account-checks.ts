/** A business account: whether the app of the token gets its webhooks, and which ones. */
import { asText, isRecord } from '../../common/events/json.js';
import type { Examination } from './examination.js';
import { failure, ok, warning, type Examined, type Verdict } from './finding.js';
import { askGraph, readList, readRecords } from './graph-answers.js';
import type { Setup } from './setup.js';
import type { TokenFacts } from './token-checks.js';

export async function checkAccount(
  examination: Examination,
  setup: Setup,
  facts: TokenFacts,
  accounts: readonly string[],
): Promise<void> {
  const look = 'Read what Meta says: the token needs whatsapp_business_management, and the business account.';
  await examination.check('subscription', () => describeSubscriptions(setup, facts, accounts), look);
  await examination.check('webhook-fields', () => describeFields(setup, facts), look);
}

async function describeSubscriptions(setup: Setup, facts: TokenFacts, accounts: readonly string[]): Promise<Examined> {
  if (accounts.length > 0) {
    const verdicts = await Promise.all(accounts.map((account) => describeSubscription(setup, facts, account)));
    return { verdicts };
  }
  const remedy = 'Give --waba-id, so that the subscription can be looked at.';
  return { verdicts: [warning('the token names no business account', remedy)] };
}

async function describeSubscription(
  setup: Setup,
  { credential, appId }: TokenFacts,
  account: string,
): Promise<Verdict> {
  const { data } = await askGraph(setup, credential, `/${account}/subscribed_apps`);
  const apps = readRecords(data).flatMap(({ whatsapp_business_api_data: described }) => {
    return isRecord(described) ? (asText(described['id']) ?? []) : [];
  });
  const isSubscribed = appId === undefined ? apps.length > 0 : apps.includes(appId);
  if (isSubscribed)
    return ok(`the account ${account} is subscribed to ${appId === undefined ? 'an app' : `app ${appId}`}`);
  const others = apps.length === 0 ? 'no app' : `other apps only (${apps.join(', ')})`;
  const remedy = `Subscribe the app: POST /${account}/subscribed_apps with this token and an empty body.`;
  return failure(`the account ${account} is subscribed to ${others}: no webhook of it comes`, remedy);
}

/** Only the app itself may ask, with its secret. */
async function describeFields(setup: Setup, { credential, appId }: TokenFacts): Promise<Examined> {
  const { appSecret } = credential;
  if (appId === undefined || appSecret === undefined) return { verdicts: [] };
  const app = { accessToken: `${appId}|${appSecret}` };
  const { data } = await askGraph(setup, app, `/${appId}/subscriptions`);
  const subscription = readRecords(data).find(({ object }) => object === 'whatsapp_business_account');
  if (!subscription) return { verdicts: [] };
  const names = readList(subscription['fields']).map((field) =>
    isRecord(field) ? asText(field['name']) : asText(field),
  );
  if (names.length === 0 || names.includes('messages')) return { verdicts: [ok('the app gets the field messages')] };
  const remedy = 'Subscribe it in the app dashboard: WhatsApp, Configuration, Webhook fields, messages.';
  const message = `the app gets ${names.join(', ')}, but not the field messages: nobody hears of messages and statuses`;
  return { verdicts: [failure(message, remedy)] };
}
