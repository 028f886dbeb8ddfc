import { z } from 'zod';
import type { IdSource } from '../../meta/id-source.js';
import { isSameSecret } from '../../meta/secrets.js';

/** One of Meta's apps: it signs its webhooks with its own secret, and posts them to its own URL. */
export interface EmulatedApp {
  /** Id of the app. */
  appId: string;
  /** Secret by which the app's webhooks are signed. */
  appSecret: string;
  /** What a receiver has to know to pass the challenge of the app's webhook URL. */
  verifyToken: string;
  /** Access token of this app. */
  accessToken: string;
  /** URL that its webhooks are posted to. Absent: nowhere, unless the subscription or the number has an override. */
  webhookUrl?: string | undefined;
  /** The webhook fields that it gets. Absent: all of them. */
  fields?: readonly string[] | undefined;
  /** The business accounts that it is subscribed to from the start. */
  wabaIds: readonly string[];
}

/** An app that is added. */
export interface AddAppOptions {
  /** Id of the app, 5 to 20 digits. @default a new random id */
  appId?: string;
  /** Secret that signs its webhooks. @default a new random secret */
  appSecret?: string;
  /** What a receiver has to know to pass the challenge. @default a new random string */
  verifyToken?: string;
  /** Access token of the app. @default a new random token */
  accessToken?: string;
  /** URL that its webhooks are posted to. @default nowhere, unless its subscription or the number has an override */
  webhookUrl?: string;
  /** The webhook fields that it gets. @default all of them */
  fields?: readonly string[];
  /** Ids of the business accounts that it is subscribed to. @default the account in `info` */
  wabaIds?: readonly string[];
  /** Whether the receiver has to pass the challenge first, as at Meta. @default true */
  verify?: boolean;
}

export const appSchema = z.strictObject({
  appId: z
    .string()
    .regex(/^\d{5,20}$/, 'must be 5 to 20 digits')
    .optional(),
  appSecret: z.string().min(1).optional(),
  verifyToken: z.string().min(1).optional(),
  accessToken: z.string().min(1).optional(),
  webhookUrl: z.url().optional(),
  fields: z.array(z.string()).min(1).readonly().optional(),
  wabaIds: z.array(z.string()).readonly().optional(),
  verify: z.boolean().optional(),
});

export type NewApp = z.output<typeof appSchema>;

/**
 * The kinds of ids that apps have. Apps outlive a reset, and so does how many of these were made.
 *
 * @internal
 */
export const appIdKinds: readonly string[] = ['app', 'app secret', 'verify token', 'access token'];

/**
 * The apps. The first one is the emulator's own: it has the credentials in `info`.
 *
 * @internal
 */
export class Apps {
  readonly main: EmulatedApp;
  readonly #byId = new Map<string, EmulatedApp>();
  readonly #ids: IdSource;

  constructor(main: EmulatedApp, ids: IdSource) {
    this.main = main;
    this.#ids = ids;
    this.#byId.set(main.appId, main);
  }

  /** @throws Error when there is one with this id. */
  add(options: NewApp): EmulatedApp {
    const app = {
      appId: options.appId ?? this.#ids.objectId('app'),
      appSecret: options.appSecret ?? this.#ids.bytes('app secret', 16).toString('hex'),
      verifyToken: options.verifyToken ?? this.#ids.bytes('verify token', 12).toString('base64url'),
      accessToken: options.accessToken ?? this.#ids.accessToken('access token'),
      webhookUrl: options.webhookUrl,
      fields: options.fields,
      wabaIds: options.wabaIds ?? this.main.wabaIds,
    };
    if (this.#byId.has(app.appId)) throw new Error(`the emulator already has an app with id ${app.appId}`);
    this.#byId.set(app.appId, app);
    return app;
  }

  /** @throws Error when there is none. */
  get(appId: string): EmulatedApp {
    const app = this.#byId.get(appId);
    if (!app) throw new Error(`no app with id ${appId} in the emulator; add it with addApp()`);
    return app;
  }

  /** Brings back a saved app. Of the first one only what can be changed: its credentials are options. */
  restore(saved: unknown): void {
    const app = saved as EmulatedApp;
    if (app.appId !== this.main.appId) this.#byId.set(app.appId, app);
    else if (this.main.webhookUrl === undefined) this.main.webhookUrl = app.webhookUrl;
  }

  all(): EmulatedApp[] {
    return [...this.#byId.values()];
  }

  /**
   * The app of an app access token, `{app-id}|{app-secret}`.
   *
   * @see "Access tokens" https://developers.facebook.com/docs/facebook-login/guides/access-tokens (read 2026-11)
   */
  findByAppToken(token: string): EmulatedApp | undefined {
    const [appId = '', secret] = token.split('|');
    const app = this.#byId.get(appId);
    return app && secret !== undefined && isSameSecret(secret, app.appSecret) ? app : undefined;
  }
}
