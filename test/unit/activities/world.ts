import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { expect } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createWhatsAppActivities, type WhatsAppActivityDependencies } from '../../../src/activities/index.js';
import type { WhatsAppActivities } from '../../../src/common/activity-contract.js';
import { GraphClient } from '../../../src/graph/client.js';
import { credentialsFrom, secretsFrom } from '../../../src/graph/credential-functions.js';
import type { CredentialProvider } from '../../../src/graph/credentials.js';
import { createMediaStore } from '../../../src/media/scheme-store.js';
import { silentWorkerLogger } from '../../helpers/logger.js';
import { json, Loopback, type Answer, type Received } from '../graph/loopback.js';

export const token = 'test-token-1234567890';
export const pin = '135790';
export const phoneNumberId = '106540352242922';

type Info = ConstructorParameters<typeof MockActivityEnvironment>[0];

/** In a workflow, with times as the retry table sets them. */
export const inWorkflow: Info = {
  startToCloseTimeoutMs: 45_000,
  scheduleToCloseTimeoutMs: 3_600_000,
  retryPolicy: { nonRetryableErrorTypes: ['TemporalTimeout:StartToClose', 'TemporalTimeout:Heartbeat'] },
  activityId: '7',
  workflowExecution: { workflowId: 'order-1', runId: 'run-1' },
};

/** Started by a client, with no workflow around it. */
export const standalone: Info = {
  startToCloseTimeoutMs: 45_000,
  scheduleToCloseTimeoutMs: 3_600_000,
  activityId: 'order-1-confirmation',
  inWorkflow: false,
  workflowExecution: undefined as never,
  workflowType: undefined as never,
};

const defaultCredentials = credentialsFrom(async (reference) =>
  reference === 'default' ? { accessToken: token } : undefined,
);

/** A server in Meta's place, a media folder, and activities that are run in a mock environment. */
export class World {
  readonly server: Loopback;
  readonly directory = mkdtempSync(join(tmpdir(), 'activities-'));
  readonly logged: unknown[] = [];
  readonly heartbeats: unknown[] = [];
  readonly activities: WhatsAppActivities;
  /** The worker's Temporal client. @default none */
  client: Client | undefined;
  readonly #client: GraphClient;

  static async start(
    answer: Answer | object,
    dependencies: Partial<WhatsAppActivityDependencies> = {},
  ): Promise<World> {
    const respond: Answer =
      typeof answer === 'function' ? (answer as Answer) : (_, response) => json(response, 200, answer);
    return new World(await Loopback.start(respond), dependencies);
  }

  private constructor(server: Loopback, dependencies: Partial<WhatsAppActivityDependencies>) {
    this.server = server;
    this.#client = new GraphClient({ baseUrl: server.url });
    this.activities = createWhatsAppActivities({
      credentials: defaultCredentials,
      secrets: secretsFrom(async (name) => ({ 'store-pin': pin, short: '12345' })[name]),
      media: createMediaStore({ directory: this.directory, allowPrivateNetworks: true }),
      graph: this.#client,
      log: { info: (...entry) => this.logged.push(entry) },
      ...dependencies,
    });
  }

  get requests(): Received[] {
    return this.server.received;
  }

  async run<Name extends keyof WhatsAppActivities>(
    name: Name,
    input: unknown,
    info: Info = inWorkflow,
    prepare: (environment: MockActivityEnvironment) => void = () => undefined,
  ): Promise<Awaited<ReturnType<WhatsAppActivities[Name]>>> {
    const environment = new MockActivityEnvironment(
      { ...info, activityType: name },
      {
        logger: silentWorkerLogger,
        ...(this.client && { client: this.client }),
      },
    );
    environment.on('heartbeat', (details: unknown) => this.heartbeats.push(details));
    prepare(environment);
    return (await environment.run(this.activities[name] as never, input)) as never;
  }

  /** Runs and expects a failure of the library's; nothing secret is in any part of it. */
  async failure(...parameters: Parameters<World['run']>): Promise<ApplicationFailure> {
    const error = await this.run(...parameters).then(
      (result) => result,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ApplicationFailure);
    const failure = error as ApplicationFailure;
    const stored = [failure.message, failure.stack, JSON.stringify(failure.details)].join();
    for (const secret of [token, pin]) expect(stored).not.toContain(secret);
    expect(failure.cause).toBeUndefined();
    expect(failure.message.length + JSON.stringify(failure.details).length).toBeLessThan(2_048);
    return failure;
  }

  file(name: string, content: string | Buffer): string {
    const path = join(this.directory, name);
    writeFileSync(path, content);
    return pathToFileURL(path).href;
  }

  async stop(): Promise<void> {
    this.#client.close();
    await this.server.stop();
    rmSync(this.directory, { recursive: true });
  }
}

export function tokenProvider(tokens: Record<string, string>): CredentialProvider {
  return credentialsFrom(async (reference) => {
    const accessToken = tokens[reference];
    return accessToken === undefined ? undefined : { accessToken };
  });
}

/** A Graph error as an answer. */
export function refusal(status: number, code: number, more: object = {}, headers: Record<string, string> = {}): Answer {
  return (_, response) => json(response, status, { error: { message: `(#${code}) refused`, code, ...more } }, headers);
}
