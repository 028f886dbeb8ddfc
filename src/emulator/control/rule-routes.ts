/**
 * The rules of the platform that the emulator enforces, over HTTP.
 *
 * - `GET /_emulator/behavior` answers limits, service window, how statuses and webhooks come. `PATCH /_emulator/behavior` changes the members that
 *   it names, each as a whole: `{ "limits": { "pair": true, "throughputPerSecond": 80 } }`, `{ "limits": { "pair": { "messages": 3, "perMs": 1000 } } }`,
 *   `{ "enforceWindow": true }`, `{ "enforceWindow": "webhook" }`, `{ "statusBeforeAnswer": true }`,
 *   `{ "statusChaos": { "reorder": true, "duplicates": 2, "seed": 7 } }`, `{ "statusChaos": false }`, `{ "autoStatuses": ["sent"], "statusDelayMs": 0 }`.
 * - `POST /_emulator/windows/open` and `/close` with `{ "user": "491701234567", "phoneNumberId"? }`: as if the user had written just now, or
 *   more than 24 hours ago.
 * - `GET /_emulator/access-tokens` lists the tokens as digests. `POST /_emulator/access-tokens` with `{ "accessToken", "phoneNumberIds"?, "ttlMs"? }`
 *   adds one beside the others; with `"main": true` it replaces the one that `info` names.
 *   `POST /_emulator/access-tokens/expire` with `{ "accessToken"? }` expires one, by default the one that `info` names.
 */
import { z } from 'zod';
import { parseInput } from '../../common/schema/parse-input.js';
import type { Behavior, EmulatorBehavior } from '../settings/behavior.js';
import type { AccessTokenOptions } from '../state/accounts/access-tokens.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { ControlRoute } from './control-router.js';

/** The emulator's own methods, as far as these routes need them. */
export interface EmulatorRules {
  readonly behavior: Behavior;
  configure(changes: EmulatorBehavior): void;
  openWindow(user: string, options?: { phoneNumberId?: string }): void;
  closeWindow(user: string, options?: { phoneNumberId?: string }): void;
  setAccessToken(accessToken: string): void;
  addAccessToken(accessToken: string, options?: AccessTokenOptions): void;
  expireAccessToken(accessToken?: string): void;
}

const windowSchema = z.strictObject({ user: z.string().min(1), phoneNumberId: z.string().optional() });
const expireSchema = z.strictObject({ accessToken: z.string().optional() });
const tokenSchema = z
  .strictObject({
    accessToken: z.string().min(1),
    main: z.boolean().optional(),
    phoneNumberIds: z.array(z.string()).optional(),
    ttlMs: z.number().min(0).optional(),
  })
  .refine(({ main, phoneNumberIds, ttlMs }) => main !== true || (phoneNumberIds ?? ttlMs) === undefined, {
    error: 'must have neither phoneNumberIds nor ttlMs when it is the main one: that one is good for every number',
  });

export function ruleRoutes(state: EmulatorState, rules: EmulatorRules): ControlRoute[] {
  return [...behaviorRoutes(rules), ...windowRoutes(rules), ...tokenRoutes(state, rules)];
}

function behaviorRoutes(rules: EmulatorRules): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/behavior',
      does: 'Answers limits, service window and how statuses and webhooks come.',
      handle: () => rules.behavior,
    },
    {
      method: 'PATCH',
      path: '/behavior',
      does: 'Changes the members that are given, each as a whole.',
      body: { limits: { pair: true, throughputPerSecond: 80 }, enforceWindow: true, webhookDuplicates: 0.1 },
      handle: ({ body }) => {
        rules.configure(body as EmulatorBehavior);
        return rules.behavior;
      },
    },
  ];
}

function windowRoutes(rules: EmulatorRules): ControlRoute[] {
  const route = (name: 'open' | 'close', does: string): ControlRoute => ({
    method: 'POST',
    path: `/windows/${name}`,
    does,
    body: { user: '491701234567' },
    handle: ({ body }) => {
      const { user, phoneNumberId } = parseInput(windowSchema, body, `POST /_emulator/windows/${name}`);
      const options = phoneNumberId === undefined ? {} : { phoneNumberId };
      if (name === 'open') rules.openWindow(user, options);
      else rules.closeWindow(user, options);
      return { success: true };
    },
  });
  return [
    route('open', 'Opens the service window of a user for 24 hours.'),
    route('close', 'Closes the service window of a user.'),
  ];
}

function tokenRoutes(state: EmulatorState, rules: EmulatorRules): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/access-tokens',
      does: 'Lists the access tokens as digests, with their expiry.',
      handle: () => state.accessTokens.describe(),
    },
    {
      method: 'POST',
      path: '/access-tokens',
      does: 'Adds an access token; with "main" it replaces the one that info names.',
      body: { accessToken: 'EAA…', phoneNumberIds: ['106540352242922'], ttlMs: 60_000 },
      handle: ({ body }) => {
        const { accessToken, main, ...options } = parseInput(tokenSchema, body, 'POST /_emulator/access-tokens');
        if (main === true) rules.setAccessToken(accessToken);
        else rules.addAccessToken(accessToken, options as AccessTokenOptions);
        return { success: true };
      },
    },
    {
      method: 'POST',
      path: '/access-tokens/expire',
      does: 'Expires an access token, by default the one that info names.',
      body: { accessToken: 'EAA…' },
      handle: ({ body }) => {
        rules.expireAccessToken(
          parseInput(expireSchema, body ?? {}, 'POST /_emulator/access-tokens/expire').accessToken,
        );
        return { success: true };
      },
    },
  ];
}
