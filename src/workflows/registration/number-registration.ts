/** The steps and the state of one registration; `registerPhoneNumberWorkflow` puts them in order. */
import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow';
import type { z } from 'zod';
import type { PhoneNumberState } from '../../common/activity-contract.js';
import { WhatsAppFailureType, whatsAppFailure, type WhatsAppFailureDetails } from '../../common/failures.js';
import {
  newVerificationCodeSchema,
  verificationCodeSchema,
  type NewVerificationCodeOptions,
  type registerPhoneNumberWorkflowInputSchema,
} from '../../common/inputs/index.js';
import type { RegistrationResult, RegistrationState, VerificationAttempt } from '../states.js';
import type { WhatsAppActivityProxies } from '../activities/proxies.js';
import { fieldsToLookAt, nextStep } from './next-step.js';
import { checkWorkflowInput, isOutcomeUnknown, whatsAppWorkflowFailure } from '../lib/failures.js';
import { summaryFor } from '../../common/summaries.js';

type RegistrationOptions = Omit<z.output<typeof registerPhoneNumberWorkflowInputSchema>, 'activityOptions'>;

/** Refusals that say something about the code; any other leaves the budget of wrong codes alone. */
const wrongCode: readonly string[] = [WhatsAppFailureType.VerificationCode, WhatsAppFailureType.InvalidRequest];

/** Meta's code for a number that has to be verified before it is registered. */
const verificationNeeded = 133006;

export class NumberRegistration {
  readonly state: RegistrationState;
  private found: PhoneNumberState | undefined;
  private verified = false;
  private readonly options: RegistrationOptions;
  private readonly activities: WhatsAppActivityProxies;
  private readonly number: { phoneNumberId: string; credential: string | undefined };

  constructor(options: RegistrationOptions, activities: WhatsAppActivityProxies) {
    this.options = options;
    this.activities = activities;
    this.number = { phoneNumberId: options.phoneNumberId, credential: options.credential };
    this.state = {
      phase: 'checking',
      codesRequested: 0,
      attemptsLeft: options.maxWrongCodes ?? 3,
      startedAtMs: workflowInfo().runStartTime.getTime(),
      deadline: options.deadline ?? '1 day',
    };
  }

  /**
   * Reads the number's state, and says what comes next.
   *
   * @throws ApplicationFailure `WhatsApp.Registration` when Meta would register the number in no case
   */
  async look(): Promise<'none' | 'register' | 'verify'> {
    this.found = await this.activities.getWhatsAppPhoneNumber({ ...this.number, fields: fieldsToLookAt });
    const step = nextStep(this.found);
    if (typeof step === 'string') return step === 'none' && this.options.registerAgain === true ? 'register' : step;
    const { phoneNumberId } = this.number;
    throw whatsAppWorkflowFailure(
      WhatsAppFailureType.Registration,
      `Phone number id ${phoneNumberId} cannot be registered: ${step.refusal}. ${step.advice}`,
      { advice: step.advice },
    );
  }

  /** Makes sure that the worker knows the PIN, before a code or a registration is spent. */
  async checkPin(): Promise<void> {
    const input = { ...this.number, pin: this.options.pin, checkOnly: true };
    try {
      await this.activities.registerWhatsAppPhoneNumber(input);
    } catch (error) {
      // A worker of an earlier version does not know the check, and refuses it.
      if (whatsAppFailure(error)?.type !== WhatsAppFailureType.InvalidInput) throw error;
    }
  }

  /** Whether Meta counts the number as verified. */
  async isVerified(): Promise<boolean> {
    return (await this.read()).code_verification_status === 'VERIFIED';
  }

  /** Has Meta send a code. When nobody knows whether it was sent, a code is waited for: a new one can be requested. */
  async requestCode(how: NewVerificationCodeOptions = {}): Promise<void> {
    const { codeMethod, language } = this.options;
    this.state.phase = 'requesting-code';
    try {
      const input = { ...this.number, codeMethod: how.codeMethod ?? codeMethod, language: how.language ?? language };
      await this.activities.requestWhatsAppVerificationCode(input);
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw error;
    } finally {
      this.state.phase = 'waiting-for-code';
    }
    this.state.codesRequested += 1;
  }

  /** Handler of `requestNewVerificationCode`. A refusal fails the update, not the registration. */
  async requestNewCode(how?: NewVerificationCodeOptions): Promise<{ codesRequested: number }> {
    try {
      await this.requestCode(how);
    } catch (error) {
      this.state.lastRefusal = refusalDetails(error);
      throw error;
    }
    return { codesRequested: this.state.codesRequested };
  }

  /** Validator of `submitVerificationCode`: throws, and so refuses the update before it reaches history. */
  refuseUnusableCode(code: unknown): void {
    checkWorkflowInput(verificationCodeSchema, code, 'submitVerificationCode');
    this.refuseUnlessWaiting();
  }

  /** Validator of `requestNewVerificationCode`. */
  refuseUnusableRequest(how: unknown): void {
    checkWorkflowInput(newVerificationCodeSchema, how ?? {}, 'requestNewVerificationCode');
    this.refuseUnlessWaiting();
  }

  /** An update makes sense only while a code is waited for. */
  private refuseUnlessWaiting(): void {
    if (this.state.phase === 'waiting-for-code' && !this.verified && this.state.attemptsLeft > 0) return;
    throw whatsAppWorkflowFailure(
      WhatsAppFailureType.InvalidInput,
      `No verification code is waited for: the registration is ${this.state.phase}. Try again when it is waiting-for-code.`,
    );
  }

  /** Handler of `submitVerificationCode`: has Meta judge the code. */
  async submitCode(code: string): Promise<VerificationAttempt> {
    this.state.phase = 'verifying';
    try {
      await this.activities.verifyWhatsAppCode({ ...this.number, code });
      this.verified = true;
    } catch (error) {
      await this.refused(error);
    } finally {
      this.state.phase = 'waiting-for-code';
    }
    const { attemptsLeft, lastRefusal } = this.state;
    return { verified: this.verified, attemptsLeft, ...(!this.verified && lastRefusal && { refusal: lastRefusal }) };
  }

  /**
   * Waits until a code was verified.
   *
   * @throws ApplicationFailure `WhatsApp.VerificationAttemptsExhausted` or `WhatsApp.VerificationTimeout`
   */
  async codeVerified(): Promise<void> {
    const settled = (): boolean => this.verified || this.state.attemptsLeft === 0;
    await condition(settled, this.state.deadline, { summary: summaryFor('timers', 'code') });
    // A code that was submitted just before the deadline still counts, and its sender gets an answer.
    await condition(allHandlersFinished);
    if (this.verified) return;
    const { attemptsLeft, deadline, lastRefusal = {} } = this.state;
    if (attemptsLeft === 0) {
      throw whatsAppWorkflowFailure(
        WhatsAppFailureType.VerificationAttemptsExhausted,
        `${this.options.maxWrongCodes ?? 3} wrong verification codes were submitted for phone number id ${this.number.phoneNumberId}; start the registration again`,
        lastRefusal,
      );
    }
    throw whatsAppWorkflowFailure(
      WhatsAppFailureType.VerificationTimeout,
      `No right verification code was submitted for phone number id ${this.number.phoneNumberId} within ${String(deadline)}; start the registration again`,
      lastRefusal,
    );
  }

  /** Registers the number. When the answer was lost, the number's own state tells whether it is registered. */
  async register(): Promise<void> {
    this.state.phase = 'registering';
    const { pin, dataLocalizationRegion } = this.options;
    try {
      await this.activities.registerWhatsAppPhoneNumber({ ...this.number, pin, dataLocalizationRegion });
    } catch (error) {
      // A number that was connected before says nothing about this registration.
      if (!isOutcomeUnknown(error) || this.found?.status === 'CONNECTED') throw error;
      if ((await this.read()).status !== 'CONNECTED') throw error;
    }
  }

  /** Registers a number that seems to be verified. @returns whether it was: Meta knows better */
  async registerIfVerified(): Promise<boolean> {
    try {
      await this.register();
      return true;
    } catch (error) {
      if (whatsAppFailure(error)?.details.code !== verificationNeeded) throw error;
      return false;
    }
  }

  /** The result, after the number was registered. */
  async finish(alreadyVerified: boolean): Promise<RegistrationResult> {
    const phoneNumber = await this.read();
    return this.result(phoneNumber, { alreadyVerified, alreadyRegistered: false });
  }

  /** The result for a number that was registered before. */
  finishAsFound(): RegistrationResult {
    const { phoneNumberId } = this.number;
    return this.result(this.found ?? { id: phoneNumberId }, { alreadyVerified: true, alreadyRegistered: true });
  }

  private result(
    phoneNumber: PhoneNumberState,
    before: Pick<RegistrationResult, 'alreadyVerified' | 'alreadyRegistered'>,
  ): RegistrationResult {
    this.state.phase = 'done';
    return { phoneNumber, codesRequested: this.state.codesRequested, ...before };
  }

  private read(): Promise<PhoneNumberState> {
    return this.activities.getWhatsAppPhoneNumber(this.number);
  }

  private async refused(error: unknown): Promise<void> {
    if (isOutcomeUnknown(error) && (await this.isVerified())) {
      this.verified = true;
      return;
    }
    this.state.lastRefusal = refusalDetails(error);
    if (wrongCode.includes(whatsAppFailure(error)?.type ?? '')) this.state.attemptsLeft -= 1;
  }
}

function refusalDetails(error: unknown): WhatsAppFailureDetails {
  return whatsAppFailure(error)?.details ?? { details: error instanceof Error ? error.message : String(error) };
}
