/** Changes of the activities' retry table, as plain JSON. */
import { z } from 'zod';
import { ifGiven } from '../schema/if-given.js';
import { lazy } from '../schema/lazy.js';
import { schemaFor } from '../schema/schema-for.js';
import { durationSchema, type DurationInput } from './durations.js';

/** Changes of an activity's retry policy. What is absent keeps the table's value. */
export interface RetryOverride {
  /** The pause before the second attempt. */
  initialInterval?: DurationInput | undefined;
  /** The factor by which each pause is longer than the one before: 1 or more. */
  backoffCoefficient?: number | undefined;
  /** The longest pause. */
  maximumInterval?: DurationInput | undefined;
  /** How many attempts there are at most: 1 or more. */
  maximumAttempts?: number | undefined;
  /** Failure types that are not retried. They are added to the table's own, so an ambiguous send stays unrepeated. */
  nonRetryableErrorTypes?: string[] | undefined;
}

/** Changes of an activity's row of the retry table. What is absent keeps the table's value. */
export interface ActivityOverride {
  /** How long one attempt may take. */
  startToCloseTimeout?: DurationInput | undefined;
  /** How long all attempts together may take. */
  scheduleToCloseTimeout?: DurationInput | undefined;
  /** How long the activity may wait for a worker. */
  scheduleToStartTimeout?: DurationInput | undefined;
  /** How long an attempt may be silent before its worker counts as vanished. */
  heartbeatTimeout?: DurationInput | undefined;
  /** The task queue on which it runs. */
  taskQueue?: string | undefined;
  /** Its retry policy. */
  retry?: RetryOverride | undefined;
}

/** Changes of the activities' retry table, by activity name. */
export interface ActivityOverrides {
  /** Changes of the row of `sendWhatsAppMessage`. */
  sendWhatsAppMessage?: ActivityOverride | undefined;
  /** Changes of the row of `markWhatsAppMessageRead`. */
  markWhatsAppMessageRead?: ActivityOverride | undefined;
  /** Changes of the row of `controlWhatsAppThread`. */
  controlWhatsAppThread?: ActivityOverride | undefined;
  /** Changes of the row of `uploadWhatsAppMedia`. */
  uploadWhatsAppMedia?: ActivityOverride | undefined;
  /** Changes of the row of `uploadWhatsAppFile`. */
  uploadWhatsAppFile?: ActivityOverride | undefined;
  /** Changes of the row of `getWhatsAppMedia`. */
  getWhatsAppMedia?: ActivityOverride | undefined;
  /** Changes of the row of `downloadWhatsAppMedia`. */
  downloadWhatsAppMedia?: ActivityOverride | undefined;
  /** Changes of the row of `deleteWhatsAppMedia`. */
  deleteWhatsAppMedia?: ActivityOverride | undefined;
  /** Changes of the row of `requestWhatsAppVerificationCode`. */
  requestWhatsAppVerificationCode?: ActivityOverride | undefined;
  /** Changes of the row of `verifyWhatsAppCode`. */
  verifyWhatsAppCode?: ActivityOverride | undefined;
  /** Changes of the row of `registerWhatsAppPhoneNumber`. */
  registerWhatsAppPhoneNumber?: ActivityOverride | undefined;
  /** Changes of the row of `deregisterWhatsAppPhoneNumber`. */
  deregisterWhatsAppPhoneNumber?: ActivityOverride | undefined;
  /** Changes of the row of `getWhatsAppPhoneNumber`. */
  getWhatsAppPhoneNumber?: ActivityOverride | undefined;
  /** Changes of the row of `getWhatsAppBusinessProfile`. */
  getWhatsAppBusinessProfile?: ActivityOverride | undefined;
  /** Changes of the row of `updateWhatsAppBusinessProfile`. */
  updateWhatsAppBusinessProfile?: ActivityOverride | undefined;
  /** Changes of the row of `listWhatsAppConversationKeys`. */
  listWhatsAppConversationKeys?: ActivityOverride | undefined;
  /** Changes of the row of `storeWhatsAppConsent`. */
  storeWhatsAppConsent?: ActivityOverride | undefined;
  /** Changes of the row of `storeWhatsAppContent`. */
  storeWhatsAppContent?: ActivityOverride | undefined;
  /** Changes of the row of `loadWhatsAppContent`. */
  loadWhatsAppContent?: ActivityOverride | undefined;
  /** Changes of the row of `graphRequest`. */
  graphRequest?: ActivityOverride | undefined;
  /** Changes of the row of `callGraph`. */
  callGraph?: ActivityOverride | undefined;
}

const retryOverrideSchema = lazy(() =>
  z.strictObject({
    initialInterval: ifGiven(() => durationSchema),
    backoffCoefficient: ifGiven(() => z.number().min(1)),
    maximumInterval: ifGiven(() => durationSchema),
    maximumAttempts: ifGiven(() => z.number().int().min(1)),
    nonRetryableErrorTypes: ifGiven(() => z.array(z.string().min(1))),
  }),
);

const activityOverrideSchema = lazy(() =>
  z.strictObject({
    startToCloseTimeout: ifGiven(() => durationSchema),
    scheduleToCloseTimeout: ifGiven(() => durationSchema),
    scheduleToStartTimeout: ifGiven(() => durationSchema),
    heartbeatTimeout: ifGiven(() => durationSchema),
    taskQueue: ifGiven(() => z.string().min(1)),
    retry: ifGiven(() => retryOverrideSchema),
  }),
);

const override = ifGiven(() => activityOverrideSchema);

export const activityOverridesSchema = schemaFor<ActivityOverrides>()(
  lazy(() =>
    z.strictObject({
      sendWhatsAppMessage: override,
      markWhatsAppMessageRead: override,
      controlWhatsAppThread: override,
      uploadWhatsAppMedia: override,
      uploadWhatsAppFile: override,
      getWhatsAppMedia: override,
      downloadWhatsAppMedia: override,
      deleteWhatsAppMedia: override,
      requestWhatsAppVerificationCode: override,
      verifyWhatsAppCode: override,
      registerWhatsAppPhoneNumber: override,
      deregisterWhatsAppPhoneNumber: override,
      getWhatsAppPhoneNumber: override,
      getWhatsAppBusinessProfile: override,
      updateWhatsAppBusinessProfile: override,
      listWhatsAppConversationKeys: override,
      storeWhatsAppConsent: override,
      storeWhatsAppContent: override,
      loadWhatsAppContent: override,
      graphRequest: override,
      callGraph: override,
    }),
  ),
);
