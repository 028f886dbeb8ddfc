import { patched, setCurrentDetails, setHandler } from '@temporalio/workflow';
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
import { autoUpgrade } from '../lib/auto-upgrade.js';
import { checkWorkflowInput } from '../lib/failures.js';
import { NumberRegistration } from './number-registration.js';
import type { RegistrationResult } from '../states.js';
import { about } from '../lib/about.js';

/**
 * Registers a business phone number: look at its state, request a code, wait for it, verify it, register, read the
 * state back.
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
 * The state of the number decides what is done. A worker without the PIN fails before anything that counts or costs.
 *
 * - A registered number is left as it is, and the result has `alreadyRegistered`. The option `registerAgain` registers
 *   it nevertheless.
 * - A number that is verified, or whose verification has expired, is registered without a code. When Meta refuses that
 *   with 133006, a code is requested.
 * - A number in the WhatsApp Business app, or one that is banned, deleted or migrated, fails with
 *   `WhatsApp.Registration`.
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

  // Registrations that began before go on as they began.
  const steps = patched('registrationLooksFirst') ? lookAndRegister : verifyAndRegister;
  const result = await steps(registration);
  setCurrentDetails(`Registered: status ${result.phoneNumber.status ?? 'unknown'}.`);
  return result;
}
autoUpgrade(registerPhoneNumberWorkflow);

function connect(registration: NumberRegistration): void {
  setHandler(registrationStateQuery, () => registration.state, about(registrationStateQuery));
  setHandler(submitVerificationCodeUpdate, (code) => registration.submitCode(code), {
    ...about(submitVerificationCodeUpdate),
    validator: (code) => registration.refuseUnusableCode(code),
  });
  setHandler(requestNewVerificationCodeUpdate, (how) => registration.requestNewCode(how), {
    ...about(requestNewVerificationCodeUpdate),
    validator: (how) => registration.refuseUnusableRequest(how),
  });
}

async function lookAndRegister(registration: NumberRegistration): Promise<RegistrationResult> {
  setCurrentDetails('Looking at the state of the number.');
  const step = await registration.look();
  if (step === 'none') return registration.finishAsFound();
  await registration.checkPin();
  const alreadyVerified = step === 'register' && (await registerIfVerified(registration));
  if (!alreadyVerified) {
    await verifyByCode(registration);
    setCurrentDetails('The number is verified. Registering it.');
    await registration.register();
  }
  return registration.finish(alreadyVerified);
}

async function registerIfVerified(registration: NumberRegistration): Promise<boolean> {
  setCurrentDetails('The number needs no code. Registering it.');
  return registration.registerIfVerified();
}

async function verifyAndRegister(registration: NumberRegistration): Promise<RegistrationResult> {
  setCurrentDetails('Checking whether the number is verified.');
  const alreadyVerified = await registration.isVerified();
  if (!alreadyVerified) await verifyByCode(registration);
  setCurrentDetails('The number is verified. Registering it.');
  await registration.register();
  return registration.finish(alreadyVerified);
}

async function verifyByCode(registration: NumberRegistration): Promise<void> {
  await registration.requestCode();
  setCurrentDetails('Waiting for the verification code: submit it with the update `submitVerificationCode`.');
  await registration.codeVerified();
}
