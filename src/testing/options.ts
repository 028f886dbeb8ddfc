/** How a test kit is set up. */
import type { WorkerOptions } from '@temporalio/worker';
import { z } from 'zod';
import { durationSchema, type DurationInput } from '../common/inputs/index.js';
import { parseInput } from '../common/schema/parse-input.js';
import type { ConsentStore } from '../consent/consent-store.js';
import type { GraphEmulatorOptions } from '../emulator/index.js';
import type { WebhookRoute, WebhookServerOptions } from '../webhook/index.js';

/**
 * The Temporal server of a test.
 *
 * - `'time-skipping'`: one of its own that skips time, so that days pass in milliseconds.
 * - `'real'`: the one at `TEMPORAL_ADDRESS` when that is set, else a development server of its own. Time is real.
 * - an address: a server that runs already. Time is real.
 */
export type TestServer =
  | 'time-skipping'
  | 'real'
  | {
      /** Host and port, such as `127.0.0.1:7233`. */
      address: string;
    };

/** A message template of the account, as `/message_templates` of Meta takes it. It is approved at once. */
export interface TestTemplate {
  /** Name of the template. */
  name: string;
  /** Language of the template. @default 'en' */
  language?: string;
  /** What the template is for. @default 'UTILITY' */
  category?: 'AUTHENTICATION' | 'MARKETING' | 'UTILITY';
  /** Header, body, footer and buttons. @default a body of the template's name, without variables */
  components?: readonly Record<string, unknown>[];
}

type KitsOwn = 'client' | 'taskQueue' | 'appSecrets' | 'verifyTokens' | 'host' | 'port' | 'routes' | 'metrics';

/** Options of the receiver, without what the kit decides. */
export interface TestReceiverOptions extends Partial<Omit<WebhookServerOptions, KitsOwn>> {}

type WorkersOwn = 'connection' | 'namespace' | 'taskQueue' | 'workflowsPath' | 'workflowBundle' | 'activities';

/** Options of the worker, without what the kit decides. */
export interface TestWorkerOptions extends Omit<WorkerOptions, WorkersOwn> {}

/** What `createWhatsAppTest` starts. One of `workflowsPath` and `workflowBundle` is needed. */
export interface WhatsAppTestOptions {
  /** The file of your workflows. It is bundled once in a process. */
  workflowsPath?: string | URL;
  /** Workflows that were bundled before, such as by a global setup of the test runner. */
  workflowBundle?: NonNullable<WorkerOptions['workflowBundle']>;
  /**
   * The name of the conversation's workflow, to which what users write goes.
   *
   * @default 'conversationWorkflow'
   */
  conversation?: string;
  /** Routes of your receiver. They are asked first. @default none */
  routes?: readonly WebhookRoute[];
  /** The Temporal server. @default 'time-skipping' */
  server?: TestServer;
  /**
   * The templates that exist. A name stands for a template without variables.
   *
   * @default every template that is sent exists
   */
  templates?: readonly (string | TestTemplate)[];
  /** How long a phone waits for what it expects, in real time. @default '5 seconds' */
  within?: DurationInput;
  /** Your own activities. @default none */
  activities?: object;
  /** PINs and other secrets by name. @default none */
  secrets?: Readonly<Record<string, string>>;
  /** The store of what users say about messages. It stays yours to close. @default none */
  consent?: ConsentStore;
  /** The task queue of the worker. @default one of its own */
  taskQueue?: string;
  /** More options of the emulator. Other than by itself, it enforces the service window here. */
  emulator?: GraphEmulatorOptions;
  /** More options of the receiver. @default any number, and what no route takes is ignored */
  receiver?: TestReceiverOptions;
  /** More options of the worker. Its plugins come after `WhatsAppPlugin`. */
  worker?: TestWorkerOptions;
  /** Gets a line for each step of finding a Temporal server, such as its download. @default nothing */
  log?: (line: string) => void;
}

const text = z.string().min(1, 'must not be empty');

const templateSchema = z.union([
  text,
  z.strictObject({
    name: text,
    language: text.optional(),
    category: z.enum(['AUTHENTICATION', 'MARKETING', 'UTILITY']).optional(),
    components: z.array(z.record(z.string(), z.unknown())).readonly().optional(),
  }),
]);

const optionsSchema = z
  .strictObject({
    workflowsPath: z.union([text, z.instanceof(URL)]).optional(),
    workflowBundle: z.looseObject({}).optional(),
    conversation: text.optional(),
    routes: z.array(z.custom((route) => typeof route === 'function', 'must be a function')).optional(),
    server: z
      .union(
        [z.literal('time-skipping'), z.literal('real'), z.strictObject({ address: text })],
        "must be 'time-skipping', 'real' or { address }",
      )
      .optional(),
    templates: z.array(templateSchema).optional(),
    within: durationSchema.optional(),
    activities: z.custom((activities) => typeof activities === 'object', 'must be an object').optional(),
    secrets: z.record(z.string(), z.string()).optional(),
    consent: z.looseObject({}).optional(),
    taskQueue: text.optional(),
    emulator: z.looseObject({}).optional(),
    receiver: z.looseObject({}).optional(),
    worker: z.looseObject({}).optional(),
    log: z.custom((log) => typeof log === 'function', 'must be a function').optional(),
  })
  .refine(({ workflowsPath, workflowBundle }) => (workflowsPath === undefined) !== (workflowBundle === undefined), {
    error: 'must have the file of your workflows in workflowsPath, or their bundle in workflowBundle, and not both',
  });

/** @throws InvalidInputError that lists every problem */
export function checkOptions(options: WhatsAppTestOptions): void {
  parseInput(optionsSchema, options, 'createWhatsAppTest');
}
