/** Builds of one worker, as a deployment with versions rolls them out. */
import { fileURLToPath } from 'node:url';
import type { VersioningBehavior } from '@temporalio/common';
import {
  NativeConnection,
  Worker,
  bundleWorkflowCode,
  type WorkerDeploymentOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';
import { WhatsAppPlugin, createMediaStore } from '../../src/index.js';
import { eventually } from './eventually.js';
import { silentWorkerLogger } from './logger.js';
import { testPin } from './secrets.js';
import { testWorkflowBundle, type Stack } from './stack.js';

const libraryWorkflows = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));

/** Workflows that are pinned. */
export const pinnedWorkflows = fileURLToPath(new URL('../fixtures/pinned-workflows.ts', import.meta.url));

/** Bundles for versioned workers, by their files. Bundling takes longer than a deploy. */
const versionedBundles = new Map<string, Promise<WorkflowBundleOption>>();

/** What a build is made of. */
export interface Build {
  /** The file of its workflows. @default those of the library */
  workflows?: string;
  /** Has the worker bundle its workflows itself. @default false */
  bundlesItself?: boolean;
}

/** How the workers of a deployment are versioned. `none` is a worker without versions. */
export type Versioning = VersioningBehavior | 'none';

/** The deployment of one application: its builds, one after the other. */
export class WorkerDeployment {
  private readonly stack: Stack;
  private readonly versioning: Versioning;
  private readonly stops: (() => Promise<void>)[] = [];

  constructor(stack: Stack, versioning: Versioning) {
    this.stack = stack;
    this.versioning = versioning;
  }

  /** The name of the deployment, which is the task queue's. */
  get name(): string {
    return this.stack.taskQueue;
  }

  /** Starts a build, and makes it the current one. Earlier builds go on. */
  async release(buildId: string, build: Build = {}): Promise<void> {
    this.stops.push(await this.start(buildId, build));
    if (this.versioning !== 'none') await eventually(() => this.makeCurrent(buildId));
  }

  /** Shuts all builds down but the latest one. */
  async retire(): Promise<void> {
    for (const stop of this.stops.splice(0, this.stops.length - 1)) await stop();
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.splice(0)) await stop();
  }

  private async start(buildId: string, build: Build): Promise<() => Promise<void>> {
    const { workflows: workflowsPath = libraryWorkflows, bundlesItself = false } = build;
    const connection = await NativeConnection.connect({ address: this.stack.temporalAddress });
    const worker = await Worker.create({
      connection,
      taskQueue: this.stack.taskQueue,
      ...(bundlesItself ? { workflowsPath } : { workflowBundle: await this.bundle(workflowsPath) }),
      plugins: [this.plugin()],
      shutdownGraceTime: '10s',
      ...this.deploymentOptions(buildId),
    });
    const end = worker.run();
    return async () => {
      worker.shutdown();
      await end;
      await connection.close();
    };
  }

  private plugin(options: { versionedBundle?: boolean } = {}): WhatsAppPlugin {
    const { graphUrl, accessToken, appSecret } = this.stack.emulator.info;
    return new WhatsAppPlugin({
      credentials: { getCredential: () => Promise.resolve({ accessToken, appSecret }) },
      secrets: { getSecret: (name) => (name === 'test-pin' ? testPin : undefined) },
      media: createMediaStore({ directory: this.stack.mediaDirectory }),
      graph: { baseUrl: graphUrl },
      ...options,
    });
  }

  private bundle(workflowsPath: string): Promise<WorkflowBundleOption> {
    if (this.versioning === 'none') return testWorkflowBundle();
    const plugins = [this.plugin({ versionedBundle: true })];
    const known = versionedBundles.get(workflowsPath);
    const bundle = known ?? bundleWorkflowCode({ workflowsPath, plugins, logger: silentWorkerLogger });
    versionedBundles.set(workflowsPath, bundle);
    return bundle;
  }

  private deploymentOptions(buildId: string): { workerDeploymentOptions?: WorkerDeploymentOptions } {
    if (this.versioning === 'none') return {};
    const version = { deploymentName: this.name, buildId };
    const defaultVersioningBehavior = this.versioning;
    return { workerDeploymentOptions: { version, useWorkerVersioning: true, defaultVersioningBehavior } };
  }

  /** The server knows a build once it polls, and refuses to make it current before. */
  private async makeCurrent(buildId: string): Promise<boolean> {
    try {
      await this.stack.client.workflowService.setWorkerDeploymentCurrentVersion({
        namespace: 'default',
        deploymentName: this.name,
        buildId,
        identity: 'test',
      });
      return true;
    } catch {
      return false;
    }
  }
}
