/** `dev --workflows`: the user's workflows, activities and routes, exchanged while everything runs. */
import { installRuntime } from '../../../worker-process.js';
import { importFresh } from '../../code/load-module.js';
import { readActivities, type OwnActivities } from '../../code/load-activities.js';
import { readRoutes, type LoadedRoutes } from '../../code/load-routes.js';
import { allFiles } from '../../code/watched-files.js';
import { checkConversation, missingWorkflows, whoNamesConversation } from '../../code/workflow-names.js';
import { devActivities } from '../activities.js';
import { startReceiver } from '../receiver.js';
import { describe, openPage, writeAskedEnvironment, type DevSession } from '../session.js';
import { bundleWorkflows } from './bundle-workflows.js';
import { FileWatch } from './file-watch.js';
import { settleLiveConversation, tellOfNewConversation, type SettledConversation } from './live-conversation.js';
import { LiveRoutes } from './live-routes.js';
import { LiveWorker, type WorkerCode } from './live-worker.js';
import { Reloader, type Made, type ReloaderSteps } from './reloader.js';

export async function runLive(session: DevSession): Promise<void> {
  const { io, stack, stopped } = session;
  const settled = await settleLiveConversation(session);
  if (!settled) return;
  const live = new LiveRoutes(stack.config.webhook.fallback);
  const routing = { routes: live.routes, fallback: live.fallback, ...settled };
  const webhookUrl = await startReceiver(stack, routing);
  describe(session, webhookUrl, {
    Worker: `task queue ${stack.taskQueue}, with ${session.flags.workflows}`,
    'Media files': stack.mediaDirectory,
  });
  await writeAskedEnvironment(session, webhookUrl);
  const worker = await startReloading(session, live, settled);
  io.print('\nA change of your files is live within seconds. Press Ctrl-C to stop.');
  await openPage(session);
  await Promise.race([stopped, worker.failure]);
}

/** Makes worker and routes, and again at each change. */
async function startReloading(
  session: DevSession,
  live: LiveRoutes,
  settled: SettledConversation,
): Promise<LiveWorker> {
  const { flags, stack } = session;
  const { log, server, temporal, taskQueue } = stack;
  const activities = devActivities(stack);
  // A runtime without a connection would keep the process from ending.
  const prepare = (): void => installRuntime({ log, shutdownOnSignals: false });
  const worker = new LiveWorker({ server, namespace: temporal.namespace, taskQueue, activities, prepare });
  stack.beforeStop(() => worker.stop());
  const reloaders: Pick<Reloader<unknown>, 'reload' | 'close'>[] = [
    reloader(session, 'worker', {
      make: () => makeWorkerCode(session),
      use: (code) => useWorkerCode(session, worker, code, settled),
    }),
  ];
  const { routes } = flags;
  if (routes !== undefined) {
    const use = async (loaded: LoadedRoutes): Promise<void> => live.use(loaded);
    reloaders.push(reloader(session, 'routes', { make: () => makeRoutes(routes), use }));
  }
  stack.beforeStop(() => Promise.all(reloaders.map((each) => each.close())));
  await Promise.all(reloaders.map((each) => each.reload()));
  return worker;
}

type Steps<T> = Pick<ReloaderSteps<T>, 'make' | 'use'>;

/** Tells of each time, and how long it took; what failed changes nothing. */
function reloader<T>({ io }: DevSession, what: string, { make, use }: Steps<T>): Reloader<T> {
  let times = 0;
  let startedMs = 0;
  const steps: ReloaderSteps<T> = {
    make: async () => {
      startedMs = Date.now();
      return make();
    },
    use: async (value) => {
      await use(value);
      times += 1;
      const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
      io.note(times === 1 ? `${what}: started (${seconds} s)` : `${what}: your change is live (${seconds} s)`);
    },
    failed: (error) => {
      const state = times === 0 ? 'waits for a change that repairs it' : 'goes on as it was before your change';
      io.note(`${what}: ${state}\n${error.message}`);
    },
  };
  return new Reloader(steps, (onChange) => new FileWatch(onChange));
}

async function makeWorkerCode({ flags, stack }: DevSession): Promise<Made<WorkerCode>> {
  const { workflows: file = '', activities } = flags;
  const [bundle, own] = await Promise.all([bundleWorkflows(file, stack.log), makeActivities(activities)]);
  const watched = allFiles([bundle.watched, own.watched]);
  if ('error' in bundle) return { error: bundle.error, watched };
  if ('error' in own) return { error: own.error, watched };
  return { value: { bundle: bundle.value, ownActivities: own.value }, watched };
}

async function useWorkerCode(
  session: DevSession,
  worker: LiveWorker,
  code: WorkerCode,
  settled: SettledConversation,
): Promise<void> {
  const { io, flags, stack } = session;
  const file = flags.workflows ?? '';
  const names = code.bundle.exports;
  checkConversation(file, names, { ...settled, taskQueue: stack.taskQueue, saidBy: whoNamesConversation(flags) });
  if (settled.conversation === undefined) await tellOfNewConversation(session, file);
  const missing = missingWorkflows(names);
  if (missing.length > 0) {
    io.note(
      `${file}: the library's workflows are missing (${missing.join(', ')}). ` +
        `Add: export * from 'temporal-whatsapp/workflows';`,
    );
  }
  await worker.use(code);
}

async function makeActivities(file: string | undefined): Promise<Made<OwnActivities>> {
  if (file === undefined) return { value: {}, watched: { files: [], missing: [] } };
  const loaded = await importFresh('--activities', file);
  return read(loaded, (exports) => readActivities(file, exports));
}

async function makeRoutes(file: string): Promise<Made<LoadedRoutes>> {
  const loaded = await importFresh('--routes', file);
  return read(loaded, (exports) => readRoutes(file, exports));
}

function read<From, To>(made: Made<From>, convert: (value: From) => To): Made<To> {
  const { watched } = made;
  if ('error' in made) return made;
  try {
    return { value: convert(made.value), watched };
  } catch (error) {
    return { error: error as Error, watched };
  }
}
