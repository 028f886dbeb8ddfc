import { defined } from '../../../common/schema/defined.js';
import type { Apps, EmulatedApp } from './apps.js';

/** An app's subscription to the webhooks of a business account. */
export interface Subscription {
  app: EmulatedApp;
  /** URL that gets the account's webhooks of the fields that have overrides, instead of the app's own URL. */
  overrideUrl?: string;
}

/** What a change of a webhook is about; as far as it is known. */
export interface WebhookSubject {
  wabaId: string;
  field: string;
  phoneNumberId?: string | undefined;
}

/** An app and the URL at which it gets a webhook. */
export interface Callback {
  app: EmulatedApp;
  url: string;
}

/**
 * The fields for which there are overrides. Editions of the page before 2026 name only `messages`.
 *
 * @see "Webhook overrides" https://developers.facebook.com/docs/whatsapp/embedded-signup/webhooks/override (read
 * 2026-11)
 */
const overriddenFields: ReadonlySet<string> = new Set([
  'messages',
  'message_echoes',
  'calls',
  'consumer_profile',
  'messaging_handovers',
  'group_lifecycle_update',
  'group_participants_update',
  'group_settings_update',
  'group_status_update',
  'smb_message_echoes',
  'smb_app_state_sync',
  'history',
  'account_settings_update',
]);

/**
 * Which app gets the webhooks of which account, and where. The number's override comes first, then the account's, then
 * the app's own URL, which gets every field that has no overrides.
 */
export class Subscriptions {
  readonly #apps: Apps;
  /** Subscriptions by account, then by app; only of accounts whose subscriptions were changed. */
  readonly #changed = new Map<string, Map<string, Subscription>>();
  /** Override URLs by number, then by app. */
  readonly #numberOverrides = new Map<string, Map<string, string>>();

  constructor(apps: Apps) {
    this.#apps = apps;
  }

  /** Subscriptions of an account. An account that nobody has heard of has that of the first app. */
  forAccount(wabaId: string): Subscription[] {
    return [...(this.#changed.get(wabaId) ?? this.#initial(wabaId)).values()];
  }

  /** Subscribes an app. No override means the app's own URL, also when there was an override before. */
  subscribe(wabaId: string, app: EmulatedApp, overrideUrl?: string): void {
    this.#change(wabaId).set(app.appId, { app, ...defined({ overrideUrl }) });
  }

  unsubscribe(wabaId: string, app: EmulatedApp): void {
    this.#change(wabaId).delete(app.appId);
  }

  /** Sets where an app gets the webhooks of a number; undefined removes the override. */
  overrideNumber(phoneNumberId: string, app: EmulatedApp, url: string | undefined): void {
    const overrides = this.#numberOverrides.get(phoneNumberId) ?? new Map<string, string>();
    this.#numberOverrides.set(phoneNumberId, overrides);
    if (url === undefined) overrides.delete(app.appId);
    else overrides.set(app.appId, url);
  }

  numberOverride(phoneNumberId: string, app: EmulatedApp): string | undefined {
    return this.#numberOverrides.get(phoneNumberId)?.get(app.appId);
  }

  /** Every subscribed app's callback, the first app first. */
  callbacks({ wabaId, field, phoneNumberId = '' }: WebhookSubject): Callback[] {
    return this.forAccount(wabaId).flatMap(({ app, overrideUrl }) => {
      if (app.fields && !app.fields.includes(field)) return [];
      const override = overriddenFields.has(field)
        ? (this.numberOverride(phoneNumberId, app) ?? overrideUrl)
        : undefined;
      const url = override ?? app.webhookUrl;
      return url === undefined ? [] : [{ app, url }];
    });
  }

  /** What was changed, with the ids of apps in place of them. */
  saved(): { map: string; key: string; value: unknown }[] {
    const changed = [...this.#changed].map(([wabaId, subscriptions]) => {
      const value = [...subscriptions].map(([appId, { overrideUrl }]) => ({ appId, ...defined({ overrideUrl }) }));
      return { map: 'changed', key: wabaId, value };
    });
    const overrides = [...this.#numberOverrides].map(([key, value]) => ({ map: 'numberOverrides', key, value }));
    return [...changed, ...overrides];
  }

  /** Brings back what was saved, once the apps are there. */
  restore(map: string, key: string, value: unknown): void {
    if (map === 'numberOverrides') {
      this.#numberOverrides.set(key, value as Map<string, string>);
      return;
    }
    this.#changed.set(key, new Map());
    for (const { appId, overrideUrl } of value as { appId: string; overrideUrl?: string }[]) {
      this.subscribe(key, this.#apps.get(appId), overrideUrl);
    }
  }

  /** Subscriptions are as at the start, and there are no overrides. */
  clear(): void {
    this.#changed.clear();
    this.#numberOverrides.clear();
  }

  #change(wabaId: string): Map<string, Subscription> {
    const subscriptions = this.#changed.get(wabaId) ?? this.#initial(wabaId);
    this.#changed.set(wabaId, subscriptions);
    return subscriptions;
  }

  #initial(wabaId: string): Map<string, Subscription> {
    const { main } = this.#apps;
    const subscribed = this.#apps.all().filter((app) => app === main || app.wabaIds.includes(wabaId));
    return new Map(subscribed.map((app) => [app.appId, { app }]));
  }
}
