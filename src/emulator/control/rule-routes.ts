/** The rules of the platform that the emulator enforces: its behavior, service windows and access tokens. */
import { z } from 'zod';
import { userSchema } from '../../common/ids/user-reference.js';
import type { EmulatorBehavior } from '../settings/behavior.js';
import type { AccessTokenOptions } from '../state/accounts/access-tokens.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { success, withBody, type ControlRoute } from './control-router.js';

const windowSchema = z.strictObject({ user: userSchema, phoneNumberId: z.string().optional() });
const expireSchema = z.strictObject({ accessToken: z.string().optional() });
const tokenSchema = z
  .strictObject({
    accessToken: z.string().min(1),
    main: z.boolean().optional(),
    phoneNumberIds: z.array(z.string()).optional(),
    ttlMs: z.number().min(0).optional(),
    scopes: z.array(z.string()).readonly().optional(),
  })
  .refine(
    ({ main, phoneNumberIds, ttlMs, scopes }) => main !== true || (phoneNumberIds ?? ttlMs ?? scopes) === undefined,
    {
      error: 'must have no phoneNumberIds, ttlMs or scopes when it is the main one: that one is good for everything',
    },
  );

export function ruleRoutes(state: EmulatorState): ControlRoute[] {
  return [...behaviorRoutes(state), ...windowRoutes(state), ...tokenRoutes(state), expireRoute(state)];
}

function behaviorRoutes(state: EmulatorState): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/behavior',
      does: 'Answers limits, service window and how statuses and webhooks come.',
      handle: () => state.behavior,
    },
    {
      method: 'PATCH',
      path: '/behavior',
      does: 'Changes the members that are given, each as a whole.',
      body: { limits: { pair: true, throughputPerSecond: 80 }, enforceWindow: true, webhookDuplicates: 0.1 },
      handle: ({ body }) => {
        state.configure(body as EmulatorBehavior);
        return state.behavior;
      },
    },
  ];
}

function windowRoutes(state: EmulatorState): ControlRoute[] {
  return [
    {
      method: 'POST',
      path: '/windows/open',
      does: 'Opens the service window of a user for 24 hours.',
      body: { user: '491701234567' },
      handle: withBody(windowSchema, ({ user, phoneNumberId }) => {
        state.openWindow(user, phoneNumberId);
        return success;
      }),
    },
    {
      method: 'POST',
      path: '/windows/close',
      does: 'Closes the service window of a user.',
      body: { user: '491701234567' },
      handle: withBody(windowSchema, ({ user, phoneNumberId }) => {
        state.closeWindow(user, phoneNumberId);
        return success;
      }),
    },
  ];
}

function tokenRoutes({ accessTokens }: EmulatorState): ControlRoute[] {
  return [
    {
      method: 'GET',
      path: '/access-tokens',
      does: 'Lists the access tokens as digests, with their expiry.',
      handle: () => accessTokens.describe(),
    },
    {
      method: 'POST',
      path: '/access-tokens',
      does: 'Adds an access token; with "main" it replaces the one that info names.',
      body: { accessToken: 'EAA…', phoneNumberIds: ['106540352242922'], ttlMs: 60_000 },
      handle: withBody(tokenSchema, ({ accessToken, main, ...options }) => {
        if (main === true) accessTokens.replaceMain(accessToken);
        else accessTokens.add(accessToken, options as AccessTokenOptions);
        return success;
      }),
    },
  ];
}

function expireRoute({ accessTokens }: EmulatorState): ControlRoute {
  return {
    method: 'POST',
    path: '/access-tokens/expire',
    does: 'Expires an access token, by default the one that info names.',
    body: { accessToken: 'EAA…' },
    handle: withBody(expireSchema, ({ accessToken = accessTokens.main }) => {
      accessTokens.expire(accessToken);
      return success;
    }),
  };
}
