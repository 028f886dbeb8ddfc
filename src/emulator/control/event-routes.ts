/** What the phone page lives on: changes as server-sent events, users, time, and the side of Temporal. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { phoneNumberSchema, userIdSchema } from '../../common/ids/user-reference.js';
import { defined } from '../../common/schema/defined.js';
import { describeTime, whyReal } from '../changes/snapshot.js';
import { describeUser } from '../changes/describe.js';
import type { PhoneFeed } from '../changes/phone-feed.js';
import type { EmulatorParts } from '../emulator-parts.js';
import { queryText, withBody, type ControlRoute } from './control-router.js';

/** How soon a page asks again when its connection broke, and how often it hears that it has not, in milliseconds. */
const reconnectMs = 1_000;
const heartbeatMs = 15_000;
/** A page that does not read is let go; it comes back and begins with a new picture. */
const mostUnreadBytes = 16_000_000;

const userSchema = z
  .strictObject({
    from: phoneNumberSchema.optional(),
    userId: userIdSchema.optional(),
    name: z.string().min(1).optional(),
  })
  .refine(({ from, userId }) => from !== undefined || userId !== undefined, {
    error: 'must have a phone number with country code in "from", or a business-scoped user id in "userId"',
  });

const passSchema = z.strictObject({
  ms: z
    .number()
    .int()
    .min(1)
    .max(366 * 86_400_000),
});

export function eventRoutes(parts: EmulatorParts): ControlRoute[] {
  return [eventsRoute(parts), userRoute(parts), timeRoute(parts), temporalRoute(parts)];
}

function eventsRoute(parts: EmulatorParts): ControlRoute {
  return {
    method: 'GET',
    path: '/events',
    does:
      'Sends everything, then every change, as server-sent events. "Last-Event-ID" goes on after that event, as long as ' +
      'what came since is kept.',
    handle: (request, response) => stream(request, response, parts.feed),
  };
}

function stream(request: Request, response: Response, feed: PhoneFeed): void {
  const { changes } = feed;
  response.status(200).set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  response.write(`retry: ${reconnectMs}\n\n`);
  const lastId = request.get('last-event-id');
  const missed = lastId === undefined ? undefined : changes.since(lastId);
  const send = ({ id, json }: { id: string; json: string }): void => {
    response.write(`id: ${id}\ndata: ${json}\n\n`);
    if (response.writableLength > mostUnreadBytes) response.destroy();
  };
  const stopListening = changes.listen(send);
  if (missed) for (const change of missed) send(change);
  else send({ id: changes.latestId, json: JSON.stringify(feed.snapshot()) });
  const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs);
  response.once('close', () => {
    clearInterval(heartbeat);
    stopListening();
  });
}

function userRoute({ state }: EmulatorParts): ControlRoute {
  return {
    method: 'POST',
    path: '/users',
    does: 'Makes a user known, who has not written yet.',
    body: { from: '491701234567', name: 'Ann' },
    handle: withBody(userSchema, (user) => describeUser(state.users.meet(user))),
  };
}

function timeRoute({ state, feed }: EmulatorParts): ControlRoute {
  return {
    method: 'POST',
    path: '/time/pass',
    does: 'Lets so many milliseconds pass, where the Temporal server skips time.',
    body: { ms: 3_600_000 },
    handle: withBody(passSchema, async ({ ms }) => {
      const { passTime } = state.settings;
      if (!passTime) throw new Error(whyReal);
      await passTime(ms);
      const time = describeTime(state);
      feed.changes.note(() => ({ type: 'time', time, passedMs: ms }));
      return time;
    }),
  };
}

function temporalRoute({ state }: EmulatorParts): ControlRoute {
  return {
    method: 'GET',
    path: '/temporal',
    does: 'Answers what Temporal does for the conversation of a user; null when there is none.',
    query: ['user', 'phoneNumberId'],
    handle: async (request) => {
      const { temporalSide, settings } = state;
      if (!temporalSide)
        throw new Error('this emulator was started without `temporalSide`: it knows no Temporal server');
      const user = queryText(request, 'user') ?? '';
      const asked = {
        phoneNumberId: queryText(request, 'phoneNumberId') ?? settings.phoneNumberId,
        userIds: state.users.ids(user),
        ...defined({ groupId: state.groups.get(user)?.id }),
      };
      return (await temporalSide.conversation(asked)) ?? null;
    },
  };
}
