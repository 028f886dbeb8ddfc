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

/** The workflows of the library, and no others. */
export const libraryWorkflows = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));

/** The library's conversation, pinned. */
export const pinnedWorkflows = fileURLToPath(new URL('../fixtures/pinned-workflows.ts', import.meta.url));

let versionedBundle: Promise<WorkflowBundleOption> | undefined;

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

  /**
   * Starts a build, makes it the current one, then shuts the builds before it down.
   *
   * @param workflows a file of workflows, which the worker bundles itself. @default a bundle that is made beforehand
   */
  async rollOut(buildId: string, workflows?: string): Promise<void> {
    const earlier = this.stops.splice(0);
    this.stops.push(await this.start(buildId, workflows));
    if (this.versioning !== 'none') await eventually(() => this.makeCurrent(buildId));
    for (const stop of earlier) await stop();
  }

  async stop(): Promise<void> {
    for (const stop of this.stops.splice(0)) await stop();
  }

  private async start(buildId: string, workflowsPath: string | undefined): Promise<() => Promise<void>> {
    const connection = await NativeConnection.connect({ address: this.stack.temporalAddress });
    const worker = await Worker.create({
      connection,
      taskQueue: this.stack.taskQueue,
      ...(workflowsPath === undefined ? { workflowBundle: await this.bundle() } : { workflowsPath }),
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

  private bundle(): Promise<WorkflowBundleOption> {
    if (this.versioning === 'none') return testWorkflowBundle();
    const plugins = [this.plugin({ versionedBundle: true })];
    versionedBundle ??= bundleWorkflowCode({ workflowsPath: libraryWorkflows, plugins, logger: silentWorkerLogger });
    return versionedBundle;
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
