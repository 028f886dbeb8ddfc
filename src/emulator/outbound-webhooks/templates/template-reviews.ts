import { z } from 'zod';
import { defined } from '../../../common/schema/defined.js';
import { parseInput } from '../../../common/schema/parse-input.js';
import type { TemplateReviewPlan } from '../../settings/behavior.js';
import type { TemplateStatus } from '../../settings/options.js';
import type { Template } from '../../state/accounts/templates.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import { pause, StopSwitch } from '../delivery/stop-switch.js';
import type { WebhookDelivery } from '../delivery/webhook-delivery.js';
import type { WebhookDispatcher } from '../delivery/webhook-dispatcher.js';

/** What Meta's review says of a template. */
export interface TemplateReview {
  /** Id of the template, or its name with `language`. */
  template: string;
  /** Language of the template that has this name. @default its only one, or the first */
  language?: string;
  /**
   * What becomes of it. `PAUSED` lasts three hours the first time and six the second; the third time the template is
   * disabled.
   */
  event: 'APPROVED' | 'REJECTED' | 'PENDING' | 'PAUSED' | 'DISABLED' | 'CATEGORY_CHANGED';
  /** Why, as Meta names it, such as `INVALID_FORMAT`. @default 'NONE' */
  reason?: string;
  /** The new category, for `CATEGORY_CHANGED`. */
  category?: 'AUTHENTICATION' | 'MARKETING' | 'UTILITY';
}

const templateReviewSchema = z
  .strictObject({
    template: z.string().min(1),
    language: z.string().optional(),
    event: z.enum(['APPROVED', 'REJECTED', 'PENDING', 'PAUSED', 'DISABLED', 'CATEGORY_CHANGED']),
    reason: z.string().optional(),
    category: z.enum(['AUTHENTICATION', 'MARKETING', 'UTILITY']).optional(),
  })
  .refine(({ event, category }) => (event === 'CATEGORY_CHANGED') === (category !== undefined), {
    error: 'must have a category for the event CATEGORY_CHANGED, and for no other one',
  });

/** How long each pause for its quality lasts, in milliseconds; after the last one a template is disabled. */
const pausesMs = [3 * 3_600_000, 6 * 3_600_000] as const;

/**
 * Reviews templates, and tells it by webhook.
 *
 * @see "Template pausing" https://developers.facebook.com/docs/whatsapp/message-templates/guidelines (read 2026-11)
 */
export class TemplateReviews {
  readonly #state: EmulatorState;
  readonly #dispatcher: WebhookDispatcher;
  readonly #stopping = new StopSwitch();

  constructor(state: EmulatorState, dispatcher: WebhookDispatcher) {
    this.#state = state;
    this.#dispatcher = dispatcher;
  }

  /** @throws InvalidInputError for a wrong review; Error when there is no such template. */
  review(given: TemplateReview): Promise<WebhookDelivery | undefined> {
    const {
      template: key,
      language,
      event,
      reason = 'NONE',
      category,
    } = parseInput(templateReviewSchema, given, 'reviewTemplate');
    const template = this.#state.templates.lookUp(key, language);
    if (!template)
      throw new Error(`no template ${key}${language === undefined ? '' : ` in ${language}`} in the emulator`);
    return this.#decide(template, { event, reason, ...defined({ category }) });
  }

  /** The status of a template that is created or edited now. */
  get firstStatus(): TemplateStatus {
    return this.#state.behavior.templateReview === false ? this.#state.settings.templateStatus : 'PENDING';
  }

  /** Takes a new or edited template for the review that the behavior plans, if it plans one. */
  submit(template: Template): void {
    const { templateReview: plan } = this.#state.behavior;
    if (plan !== false) void this.#dispatcher.track(this.#decideLater(template, plan));
  }

  stop(): void {
    this.#stopping.stop();
  }

  async #decideLater(template: Template, { delayMs, ...decision }: Required<TemplateReviewPlan>): Promise<void> {
    const { updatedAtMs } = template;
    const isStopped = await pause(delayMs, this.#stopping.signal);
    const isAsSubmitted = template.updatedAtMs === updatedAtMs && template.status === 'PENDING';
    const isThere = this.#state.templates.get(template.id) === template;
    if (!isStopped && isAsSubmitted && isThere) await this.#decide(template, decision);
  }

  #decide(
    template: Template,
    { event, reason, category }: { event: TemplateReview['event']; reason: string; category?: string },
  ): Promise<WebhookDelivery | undefined> {
    const { templates } = this.#state;
    const { category: previous } = template;
    if (category !== undefined) {
      templates.change(template, { category, previousCategory: previous });
      return this.#post(template, 'template_category_update', { previous_category: previous, new_category: category });
    }
    const status = event === 'CATEGORY_CHANGED' ? template.status : event;
    if (status === 'PAUSED') this.#pause(template);
    else templates.change(template, { status, rejectedReason: status === 'REJECTED' ? reason : 'NONE' });
    return this.#post(template, 'message_template_status_update', this.#statusValue(template, reason));
  }

  #pause(template: Template): void {
    const { templates, settings } = this.#state;
    const count = (template.pauses ?? 0) + 1;
    const pauseMs = pausesMs[count - 1];
    templates.change(
      template,
      pauseMs === undefined
        ? { status: 'DISABLED', pauses: count }
        : { status: 'PAUSED', pauses: count, pausedUntilMs: settings.clock() + pauseMs },
    );
  }

  #statusValue({ status, pauses = 0, category }: Template, reason: string): Record<string, unknown> {
    const titles = ['FIRST_PAUSE', 'SECOND_PAUSE'];
    const title = status === 'PAUSED' ? titles[pauses - 1] : status === 'DISABLED' ? 'DISABLED' : undefined;
    const otherInfo = title && { title, description: 'The quality of the template was low.' };
    const isRejected = status === 'REJECTED';
    return {
      event: status,
      reason: status === 'APPROVED' ? 'NONE' : reason,
      message_template_category: category,
      ...defined({
        other_info: otherInfo,
        disable_info:
          status === 'DISABLED' ? { disable_date: Math.floor(this.#state.settings.clock() / 1000) } : undefined,
        rejection_info: isRejected ? { reason, recommendation: 'Change the template and submit it again.' } : undefined,
      }),
    };
  }

  #post(
    { id, name, language, wabaId }: Template,
    field: string,
    value: Record<string, unknown>,
  ): Promise<WebhookDelivery | undefined> {
    const { clock } = this.#state.settings;
    const about = { message_template_id: Number(id), message_template_name: name, message_template_language: language };
    const time = Math.floor(clock() / 1000);
    return this.#dispatcher.post({ part: { wabaId, field, at: 'value', value: { ...value, ...about }, time } });
  }
}
