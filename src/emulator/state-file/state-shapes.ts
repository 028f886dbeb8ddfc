/** What each line of a state file must have, so that a broken one is told at the start and not by a later request. */
import { z } from 'zod';
import type { StateLine } from './state-lines.js';

const record = z.record(z.string(), z.unknown());
const text = z.string();
const texts = z.map(z.string(), z.string());
const time = z.number();
const times = z.array(time);

/** Who the emulator is. */
export const identityShape = z.looseObject({
  phoneNumberId: text,
  wabaId: text,
  appId: text,
  businessId: text,
  appSecret: text,
  verifyToken: text,
  accessToken: text,
  seed: z.number().optional(),
  idCounts: z.record(z.string(), z.number()),
});

const app = z.looseObject({
  appId: text,
  appSecret: text,
  verifyToken: text,
  accessToken: text,
  wabaIds: z.array(text),
});
const number = z.looseObject({
  options: z.looseObject({ phoneNumberId: text, wabaId: text }),
  status: text,
  features: z.looseObject({ qrCodes: z.array(record) }),
  members: z.looseObject({ profile: record, settings: record }),
});
const media = z.looseObject({ phoneNumberId: text, mimeType: text, expiresAtMs: time, bytes: text });
const token = z.looseObject({ expiresAtMs: z.unknown(), scopes: z.array(text) });
const uploaded = z.looseObject({ filename: text, mimeType: text, size: z.number(), sha256: text });
const byId = { byId: record };

/** Shapes by part, then by map. */
const shapes: Readonly<Record<string, Readonly<Record<string, z.ZodType>>>> = {
  identity: { '': identityShape },
  apps: { '': app },
  phoneNumbers: { '': number },
  media: { '': media },
  accounts: byId,
  templates: { byId: record, editsMs: times, deletedAtMs: time },
  flows: byId,
  groups: byId,
  calls: byId,
  callPermissions: { permissions: record, usesMs: times },
  users: { byId: record, keys: text, waIds: text, madeIds: text },
  blocked: { byNumber: texts },
  windows: { openUntilMs: time },
  messages: { sent: record, received: record },
  stored: byId,
  accessTokens: { tokens: token },
  uploads: { byHandle: uploaded },
  subscriptions: { changed: z.array(z.looseObject({ appId: text })), numberOverrides: texts },
};

/** What is wrong with a line; undefined when nothing is. The problem does not quote what the line holds. */
export function lineProblem({ part, map, value }: StateLine): string | undefined {
  const maps = Object.hasOwn(shapes, part) ? shapes[part] : undefined;
  if (!maps) return `there is no part ${JSON.stringify(part)}`;
  const shape = Object.hasOwn(maps, map) ? maps[map] : undefined;
  if (!shape) return `the part ${part} has no map ${JSON.stringify(map)}`;
  const [issue] = shape.safeParse(value).error?.issues ?? [];
  return issue && `${[part, map, 'value', ...issue.path].filter((name) => name !== '').join('.')}: ${issue.message}`;
}
