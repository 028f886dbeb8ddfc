/** The two task queues: whether workers poll them, and whether sends pile up. */
import type { Config } from '../../environment/config.js';
import type { Examination } from './examination.js';
import { failure, ok, warning, type Examined, type Verdict } from './finding.js';
import type { Namespace } from './setup.js';

/** `TASK_QUEUE_TYPE_WORKFLOW` and `TASK_QUEUE_TYPE_ACTIVITY` */
const queueTypes = { workflow: 1, activity: 2 } as const;

/** The server remembers a poller for five minutes. One that lives asks again within one. */
const pollerGoneMs = 100_000;

/** How long the oldest task may wait before somebody should look. */
const slowMs = 60_000;

/** What the server says of a queue. */
interface Queue {
  pollers: number;
  waiting: number;
  oldestMs: number;
}

const look = 'Look at the queue in Temporal UI, and at the log of the worker.';

export async function checkQueues(examination: Examination, config: Config, target: Namespace): Promise<void> {
  const { taskQueue, sendTaskQueue } = config;
  const startWorker = `Start one: temporal-whatsapp worker. Or correct WHATSAPP_TASK_QUEUE, which the receiver needs, too.`;
  await examination.check(
    'workers',
    async () => ({
      verdicts: [
        describePollers('workflows', taskQueue, await readQueue(target, taskQueue, 'workflow'), startWorker),
        describePollers('activities', taskQueue, await readQueue(target, taskQueue, 'activity'), startWorker),
      ],
    }),
    look,
  );
  await examination.check('send-workers', () => describeSends(target, sendTaskQueue), look);
}

async function describeSends(target: Namespace, queue: string): Promise<Examined> {
  const read = await readQueue(target, queue, 'activity');
  const remedy =
    `Start one: temporal-whatsapp worker polls this queue, too. A Worker of yours does it with the WhatsAppPlugin, ` +
    'unless sendTaskQueue is another name or false.';
  return { verdicts: [describePollers('sends', queue, read, remedy), ...describeBacklog(queue, read)] };
}

function describePollers(what: string, queue: string, { pollers, waiting }: Queue, remedy: string): Verdict {
  const count = pollers === 1 ? 'one worker takes' : `${pollers} workers take`;
  if (pollers > 0) return ok(`${count} ${what} from ${queue}`);
  return failure(`no worker takes ${what} from ${queue}${waiting > 0 ? `, and ${waiting} wait` : ''}`, remedy);
}

/** Sends that wait although somebody takes them. */
function describeBacklog(queue: string, { pollers, waiting, oldestMs }: Queue): Verdict[] {
  if (pollers === 0 || oldestMs < slowMs) return [];
  const message = `${waiting} sends wait on ${queue}, the oldest for ${Math.round(oldestMs / 1000)} s`;
  return [warning(message, 'Start more workers, or raise the limits: temporal-whatsapp rate-limits')];
}

async function readQueue(
  { connection, namespace }: Namespace,
  name: string,
  type: keyof typeof queueTypes,
): Promise<Queue> {
  const { pollers, stats } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name },
    taskQueueType: queueTypes[type],
    reportStats: true,
  });
  const goneBefore = Date.now() - pollerGoneMs;
  const alive = pollers.filter(({ lastAccessTime }) => Number(lastAccessTime?.seconds ?? 0) * 1000 >= goneBefore);
  return {
    pollers: new Set(alive.map(({ identity }) => identity)).size,
    waiting: Number(stats?.approximateBacklogCount ?? 0),
    oldestMs: Number(stats?.approximateBacklogAge?.seconds ?? 0) * 1000,
  };
}
