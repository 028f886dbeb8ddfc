import { setCurrentDetails, setHandler } from '@temporalio/workflow';
import {
  registerPhoneNumberWorkflowInputSchema,
  type RegisterPhoneNumberWorkflowInput,
} from '../../common/inputs/index.js';
import {
  registrationStateQuery,
  requestNewVerificationCodeUpdate,
  submitVerificationCodeUpdate,
} from '../definitions.js';
import { proxyWhatsAppActivities } from '../activities/proxies.js';
import { checkWorkflowInput } from '../lib/failures.js';
import { NumberRegistration } from './number-registration.js';
import type { RegistrationResult } from '../states.js';

/**
 * Registers a business phone number: request a code, wait for it, verify it, register, read the number's state back.
 *
 * - Workflow id: the client uses `whatsapp-registration:<phone number id>`, so that a number has one registration at a
 *   time.
 * - Signals: none. Queries: `registrationState`.
 * - Updates: `submitVerificationCode` (the six digits; answered when Meta has judged them),
 *   `requestNewVerificationCode`.
 * - Continues as new: never; the budget of wrong codes and the deadline bound its history.
 * - Fails with `WhatsApp.VerificationTimeout`, `WhatsApp.VerificationAttemptsExhausted`, or with what Meta refuses
 *   with. A wrong PIN and a used-up limit of registrations are never tried again: a human has to act.
 *
 * A number that Meta already counts as verified needs no code and goes straight to registration.
 */
export async function registerPhoneNumberWorkflow(
  input: RegisterPhoneNumberWorkflowInput,
): Promise<RegistrationResult> {
  const { activityOptions, ...options } = checkWorkflowInput(
    registerPhoneNumberWorkflowInputSchema,
    input,
    'registerPhoneNumberWorkflow',
  );
  const registration = new NumberRegistration(options, proxyWhatsAppActivities(activityOptions));
  connect(registration);

  setCurrentDetails('Checking whether the number is verified.');
  const alreadyVerified = await registration.isVerified();
  if (!alreadyVerified) {
    await registration.requestCode();
    setCurrentDetails('Waiting for the verification code: submit it with the update `submitVerificationCode`.');
    await registration.codeVerified();
  }
  setCurrentDetails('The number is verified. Registering it.');
  await registration.register();
  const result = await registration.finish(alreadyVerified);
  setCurrentDetails(`Registered: status ${result.phoneNumber.status ?? 'unknown'}.`);
  return result;
}

function connect(registration: NumberRegistration): void {
  setHandler(registrationStateQuery, () => registration.state);
  setHandler(submitVerificationCodeUpdate, (code) => registration.submitCode(code), {
    validator: (code) => registration.refuseUnusableCode(code),
  });
  setHandler(requestNewVerificationCodeUpdate, (how) => registration.requestNewCode(how), {
    validator: (how) => registration.refuseUnusableRequest(how),
  });
}
