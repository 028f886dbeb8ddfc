import { expect, test } from '@jest/globals';
import type { z } from 'zod';
import type {
  AddAppOptions,
  Behavior,
  EmulatorBehavior,
  Fault,
  InboundShortForm,
  TrafficOptions,
  WebhookItem,
} from '../../../../src/emulator/index.js';
import type {
  itemSchema,
  ParsedWebhookItem,
} from '../../../../src/emulator/outbound-webhooks/batches/webhook-items.js';
import type { shortForms } from '../../../../src/emulator/outbound-webhooks/users/inbound-content.js';
import type { behaviorSchema } from '../../../../src/emulator/settings/behavior.js';
import type { appSchema } from '../../../../src/emulator/state/accounts/apps.js';
import type { faultMembers } from '../../../../src/emulator/state/requests/fault.js';
import type { trafficSchema } from '../../../../src/emulator/traffic/traffic-options.js';

type Leaf = string | number | boolean | null | undefined | RegExp | Uint8Array;

/** A type with every member required and without undefined, so that only names and values are compared. */
type Plain<Type> = unknown extends Type
  ? unknown
  : Type extends Leaf
    ? Type
    : Type extends readonly (infer Entry)[]
      ? Plain<Entry>[]
      : { [Name in keyof Type]-?: Plain<Exclude<Type[Name], undefined>> };

type RequiredNames<Type> = { [Name in keyof Type]-?: undefined extends Type[Name] ? never : Name }[keyof Type];

/** Whether an interface documents what a schema takes: the same members, the same ones required, no value left out. */
type Documents<Interface, Schema> = [Plain<Schema>] extends [Plain<Interface>]
  ? [keyof Interface, RequiredNames<Interface>] extends [keyof Schema, RequiredNames<Schema>]
    ? [keyof Schema, RequiredNames<Schema>] extends [keyof Interface, RequiredNames<Interface>]
      ? true
      : 'a member of the schema is missing in the interface'
    : 'a member of the interface is missing in the schema'
  : 'a value that the schema takes does not fit the interface';

// The compiler runs this test: a line of it that is wrong does not compile.
test('the documented interfaces and the schemas agree', () => {
  const agreed: [
    Documents<EmulatorBehavior, z.input<typeof behaviorSchema>>,
    Documents<Behavior, z.output<typeof behaviorSchema>>,
    Documents<AddAppOptions, z.input<typeof appSchema>>,
    Documents<Fault, z.input<typeof faultMembers>>,
    Documents<InboundShortForm, z.input<typeof shortForms>>,
    Documents<TrafficOptions, z.input<typeof trafficSchema>>,
    Documents<ParsedWebhookItem, z.output<typeof itemSchema>>,
    keyof WebhookItem extends keyof ParsedWebhookItem ? true : 'a member of the interface is not read',
    keyof ParsedWebhookItem extends keyof WebhookItem ? true : 'a member that is read is missing in the interface',
  ] = [true, true, true, true, true, true, true, true, true];
  expect(new Set(agreed)).toEqual(new Set([true]));
});

test('an interface that lacks a member, or a value of one, would be found', () => {
  const found: [
    Documents<Omit<Fault, 'cut'>, z.input<typeof faultMembers>>,
    Documents<Fault & { shoes?: string }, z.input<typeof faultMembers>>,
    Documents<Omit<Fault, 'drop'> & { drop?: 'after' }, z.input<typeof faultMembers>>,
  ] = [
    'a member of the schema is missing in the interface',
    'a value that the schema takes does not fit the interface',
    'a value that the schema takes does not fit the interface',
  ];
  expect(found).toHaveLength(3);
});
