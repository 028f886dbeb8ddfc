/** Activities on a phone number. */
import type { z } from 'zod';
import type { PhoneNumberState, SuccessResult, WhatsAppActivities } from '../common/activity-contract.js';
import {
  defaultPhoneNumberFields,
  deregisterPhoneNumberInputSchema,
  getPhoneNumberInputSchema,
  registerPhoneNumberInputSchema,
  requestVerificationCodeInputSchema,
  verifyCodeInputSchema,
} from '../common/inputs/index.js';
import { defined } from '../common/schema/defined.js';
import type { SecretProvider } from '../graph/credentials.js';
import { redactAnswer } from '../graph/redact.js';
import { defineActivity, type Attempt } from './activity.js';
import { CallSecrets } from './call-credentials.js';
import { configurationFailure } from './failure.js';
import { textMember, type Call, type GraphCaller } from './graph-caller.js';
import { onlyAfterRefusals } from './repeat-guard.js';

type PhoneNumberActivities = Pick<
  WhatsAppActivities,
  | 'requestWhatsAppVerificationCode'
  | 'verifyWhatsAppCode'
  | 'registerWhatsAppPhoneNumber'
  | 'deregisterWhatsAppPhoneNumber'
  | 'getWhatsAppPhoneNumber'
>;

type ReadInput = z.output<typeof getPhoneNumberInputSchema>;

interface OnPhoneNumber {
  phoneNumberId: string;
  credential?: string | undefined;
}

export function phoneNumberActivities(graph: GraphCaller, provider: SecretProvider): PhoneNumberActivities {
  const secrets = new CallSecrets(provider);
  return {
    requestWhatsAppVerificationCode: defineActivity(
      'requestWhatsAppVerificationCode',
      requestVerificationCodeInputSchema,
      (input, attempt) => {
        const json = { code_method: input.codeMethod, language: input.language ?? 'en' };
        return postOnce(graph, attempt, input, 'request_code', () => json);
      },
    ),
    verifyWhatsAppCode: defineActivity('verifyWhatsAppCode', verifyCodeInputSchema, (input, attempt) =>
      postOnce(graph, attempt, input, 'verify_code', () => ({ code: input.code })),
    ),
    registerWhatsAppPhoneNumber: defineActivity(
      'registerWhatsAppPhoneNumber',
      registerPhoneNumberInputSchema,
      async (input, attempt) => {
        if (input.checkOnly === true) {
          await resolvePin(secrets, input.pin.secret, attempt);
          return { success: true };
        }
        const region = defined({ data_localization_region: input.dataLocalizationRegion });
        return postOnce(graph, attempt, input, 'register', async () => {
          const pin = await resolvePin(secrets, input.pin.secret, attempt);
          return { messaging_product: 'whatsapp', pin, ...region };
        });
      },
    ),
    deregisterWhatsAppPhoneNumber: defineActivity(
      'deregisterWhatsAppPhoneNumber',
      deregisterPhoneNumberInputSchema,
      (input, attempt) => postOnce(graph, attempt, input, 'deregister'),
    ),
    getWhatsAppPhoneNumber: defineActivity('getWhatsAppPhoneNumber', getPhoneNumberInputSchema, (input, attempt) =>
      readPhoneNumber(graph, input, attempt),
    ),
  };
}

/** Posts to an edge whose calls count against a limit or send something: repeated only if surely not accepted. */
function postOnce(
  graph: GraphCaller,
  attempt: Attempt,
  { phoneNumberId, credential }: OnPhoneNumber,
  edge: string,
  body: () => object | undefined | Promise<object> = () => undefined,
): Promise<SuccessResult> {
  const call: Call = { attempt, credential, phoneNumberId, idempotent: false };
  return onlyAfterRefusals(attempt, { send: false }, async () => {
    const json = await body();
    return graph.requestSuccess(call, { method: 'POST', path: `/${phoneNumberId}/${edge}`, ...defined({ json }) });
  });
}

async function readPhoneNumber(graph: GraphCaller, input: ReadInput, attempt: Attempt): Promise<PhoneNumberState> {
  const { phoneNumberId, credential, fields = defaultPhoneNumberFields } = input;
  const call: Call = { attempt, credential, phoneNumberId, idempotent: true };
  const query = { fields: fields.join(',') };
  const response = await graph.request(call, { method: 'GET', path: `/${phoneNumberId}`, query });
  if (textMember(response.body, 'id') === undefined) throw graph.unexpectedAnswer(call, response, '"id"');
  return redactAnswer(response.body) as PhoneNumberState;
}

async function resolvePin(secrets: CallSecrets, name: string, attempt: Attempt): Promise<string> {
  const pin = await secrets.find(name, attempt);
  if (/^\d{6}$/.test(pin)) return pin;
  throw configurationFailure(attempt.activity, `the secret "${name}" is not a PIN: it must be exactly 6 digits`);
}
