/** A business number: whether it can send, its quality and limits, and where its webhooks go. */
import { asText, isRecord, type JsonRecord } from '../../common/events/json.js';
import { GraphApiError } from '../../graph/errors.js';
import type { Examination } from './examination.js';
import { failure, ok, warning, type Examined, type Verdict } from './finding.js';
import { askGraph, readRecords } from './graph-answers.js';
import type { Setup } from './setup.js';
import type { TokenFacts } from './token-checks.js';
import { findWebhookUrl, judgeWebhookUrl } from './webhook-url.js';

const fields = [
  'display_phone_number',
  'verified_name',
  'status',
  'quality_rating',
  'account_mode',
  'throughput',
  'whatsapp_business_manager_messaging_limit',
  'health_status',
  'webhook_configuration',
].join(',');

/** @returns the URL to which Meta posts this number's webhooks, if there is one */
export async function checkNumber(
  examination: Examination,
  setup: Setup,
  facts: TokenFacts,
  id: string,
): Promise<string[]> {
  const reach = 'Read what Meta says, and run it again.';
  const number = await examination.check('number', () => describeNumber(setup, facts, id), reach);
  if (!number) return [];
  await examination.check('quality', () => ({ verdicts: judgeQuality(number, id) }), reach);
  await examination.check('messaging-limit', () => ({ verdicts: [judgeLimit(number, id)] }), reach);
  await examination.check('webhook-url', () => ({ verdicts: judgeWebhookUrl(setup, number, id) }), reach);
  const url = findWebhookUrl(number)?.url;
  return url === undefined ? [] : [url];
}

/** The numbers of the accounts that a token names. */
export async function listNumbers(
  setup: Setup,
  { credential }: TokenFacts,
  accounts: readonly string[],
): Promise<Examined<string[]>> {
  const ids: string[] = [];
  for (const account of accounts) {
    const query = { fields: 'id', limit: 100 };
    const { data } = await askGraph(setup, credential, `/${account}/phone_numbers`, query);
    ids.push(...readRecords(data).flatMap(({ id }) => asText(id) ?? []));
  }
  if (ids.length > 0) return { verdicts: [ok(`the token reaches ${ids.join(', ')}`)], value: ids };
  const remedy = 'Set WHATSAPP_PHONE_NUMBER_IDS, or give --waba-id, so that the numbers can be looked at.';
  return { verdicts: [warning('no business number is known', remedy)] };
}

async function describeNumber(setup: Setup, { credential }: TokenFacts, id: string): Promise<Examined<JsonRecord>> {
  try {
    const number = await askGraph(setup, credential, `/${id}`, { fields });
    return { verdicts: [judgeStatus(number, id), ...judgeHealth(number, id)], value: number };
  } catch (error) {
    if (!(error instanceof GraphApiError)) throw error;
    const remedy =
      'Set WHATSAPP_PHONE_NUMBER_IDS to the id that the app dashboard shows beside the number, which is not the phone ' +
      "number, and let the token's system user have its business account.";
    return { verdicts: [failure(`the number ${id} cannot be seen with this token: ${error.message}`, remedy)] };
  }
}

const register = 'Register it: WhatsAppClient.registerPhoneNumber(), or registerPhoneNumberWorkflow.';
const inManager = 'Look at the number in WhatsApp Manager, where Meta says why and what to do.';

function judgeStatus(number: JsonRecord, id: string): Verdict {
  const status = asText(number['status']) ?? 'unknown';
  const shown = `${id} (${asText(number['display_phone_number']) ?? 'no number'}, ${asText(number['verified_name']) ?? 'no name'})`;
  if (status === 'CONNECTED') {
    const isTest = number['account_mode'] === 'SANDBOX';
    if (isTest) return warning(`${shown} is a test number`, 'Add a number of your own before real users write.');
    return ok(`${shown} is connected`);
  }
  const message = `${shown} cannot send: its status is ${status}`;
  if (/^(PENDING|UNVERIFIED|DISCONNECTED|OFFLINE)$/.test(status)) return failure(message, register);
  if (status === 'FLAGGED') return warning(`${shown} is flagged for its quality`, inManager);
  return failure(message, inManager);
}

/** What Meta's own check of the number says, for those parts that cannot send as they should. */
function judgeHealth({ health_status: health }: JsonRecord, id: string): Verdict[] {
  if (!isRecord(health) || health['can_send_message'] === 'AVAILABLE') return [];
  const canSend = asText(health['can_send_message']);
  if (canSend === undefined) return [];
  const errors = readRecords(health['entities']).flatMap((entity) => readRecords(entity['errors']));
  const what = errors.flatMap((error) => asText(error['error_description']) ?? []).join('; ');
  const solution = errors.flatMap((error) => asText(error['possible_solution']) ?? []).join(' ');
  const message = `Meta says that ${id} is ${canSend} for sending${what && `: ${what}`}`;
  const judge = canSend === 'BLOCKED' ? failure : warning;
  return [judge(message, solution || inManager)];
}

function judgeQuality(number: JsonRecord, id: string): Verdict[] {
  const quality = asText(number['quality_rating']) ?? 'UNKNOWN';
  const remedy = 'Send fewer and better templates to those who want them: users block or report what they get.';
  if (quality === 'RED') return [warning(`the quality of ${id} is low: Meta may lower its limits`, remedy)];
  if (quality === 'YELLOW') return [warning(`the quality of ${id} is medium`, remedy)];
  return [ok(`the quality of ${id} is ${quality === 'GREEN' ? 'high' : 'not rated yet'}`)];
}

function judgeLimit(number: JsonRecord, id: string): Verdict {
  const limit = asText(number['whatsapp_business_manager_messaging_limit']) ?? 'unknown';
  const { throughput } = number;
  const level = isRecord(throughput) ? asText(throughput['level']) : undefined;
  const speed = level === 'HIGH' ? ', up to 1000 messages a second' : '';
  const message = `${id} may begin conversations with this many users in 24 hours: ${limit}${speed}`;
  if (!/^TIER_(50|250)$/.test(limit)) return ok(message);
  return warning(message, 'Verify the business at Meta: that raises the limit, which all its numbers share.');
}
