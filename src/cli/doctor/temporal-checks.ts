/** Temporal: the server, the namespace, the search attributes and the rate limits of sends. */
import { Connection } from '@temporalio/client';
import { readRateLimits } from '../../rate-limits/rate-limits.js';
import { RateLimitsUnsupportedError } from '../../rate-limits/server-call.js';
import { findMissingSearchAttributes, SearchAttributesError } from '../../search-attributes/search-attributes.js';
import { checkConversations } from './conversations/conversation-checks.js';
import type { Examination } from './examination.js';
import { failure, ok, warning, type Examined } from './finding.js';
import { checkQueues } from './queue-checks.js';
import type { Namespace, Setup } from './setup.js';

/** gRPC's status code `NOT_FOUND`. */
const notFound = 5;

/** The part of a check's time that the connection has. */
const connectShare = 0.9;

const dayMs = 24 * 60 * 60 * 1000;

export async function checkTemporal(examination: Examination, setup: Setup): Promise<void> {
  const { connectionOptions, namespace } = setup.config.temporal;
  const { address = 'localhost:7233' } = connectionOptions;
  const connection = await examination.check(
    'temporal',
    () => connect(setup, address),
    'Start it, or correct TEMPORAL_ADDRESS, TEMPORAL_API_KEY and the TEMPORAL_TLS_ variables.',
  );
  if (!connection) return;
  try {
    const isThere = await examination.check(
      'namespace',
      () => describeNamespace({ connection, namespace }, setup),
      'Correct TEMPORAL_NAMESPACE, and let the API key or certificate have this namespace.',
    );
    if (isThere === true) await checkInNamespace(examination, setup, { connection, namespace });
  } finally {
    await connection.close();
  }
}

async function checkInNamespace(examination: Examination, setup: Setup, target: Namespace): Promise<void> {
  await checkQueues(examination, setup.config, target);
  await checkConversations(examination, setup.config, target);
  await examination.check(
    'search-attributes',
    () => describeSearchAttributes(target),
    'Let this identity list search attributes, or look at them in the settings of the namespace.',
  );
  await examination.check(
    'rate-limits',
    () => describeRateLimits(setup, target),
    'Look at them yourself: temporal-whatsapp rate-limits',
  );
}

async function connect({ config, timeoutMs }: Setup, address: string): Promise<Examined<Connection>> {
  const { connectionOptions } = config.temporal;
  // It gives up before the check does, so that no connection is left over.
  const connectTimeout = timeoutMs * connectShare;
  const connection = await Connection.connect({ ...connectionOptions, connectTimeout }).catch((error: unknown) => {
    throw new Error(`Temporal at ${address} cannot be reached`, { cause: error });
  });
  return { verdicts: [ok(`Temporal answers at ${address}`)], value: connection };
}

async function describeNamespace({ connection, namespace }: Namespace, { timeoutMs }: Setup): Promise<Examined<true>> {
  try {
    const { workflowService } = connection;
    const deadline = Date.now() + timeoutMs;
    const [{ config }, { serverVersion }] = await connection.withDeadline(deadline, () =>
      Promise.all([workflowService.describeNamespace({ namespace }), workflowService.getSystemInfo({})]),
    );
    const seconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
    const days = Number(((seconds * 1000) / dayMs).toPrecision(2));
    const retention = days > 0 ? `, which retains closed workflows for ${days} ${days === 1 ? 'day' : 'days'}` : '';
    const server = serverVersion ? ` on version ${serverVersion} of the server` : '';
    return { verdicts: [ok(`the namespace ${namespace} is there${server}${retention}`)], value: true };
  } catch (error) {
    if ((error as { code?: unknown }).code !== notFound) throw error;
    const remedy = `Correct TEMPORAL_NAMESPACE, or make it: temporal operator namespace create --namespace ${namespace}`;
    return { verdicts: [failure(`the namespace ${namespace} does not exist`, remedy)] };
  }
}

async function describeSearchAttributes(target: Namespace): Promise<Examined> {
  try {
    const missing = await findMissingSearchAttributes(target);
    if (missing.length === 0) return { verdicts: [ok('the search attributes are registered')] };
    const message = `the namespace lacks the search attributes ${missing.join(', ')}: conversations with \`searchAttributes: true\` and sends with \`listOutcome: true\` stand still`;
    return { verdicts: [warning(message, 'Register them if you use them: temporal-whatsapp search-attributes')] };
  } catch (error) {
    if (!(error instanceof SearchAttributesError)) throw error;
    const [message = '', remedy = ''] = error.message.split(/(?<=\.) (?=Remove)/);
    return { verdicts: [failure(message, remedy)] };
  }
}

async function describeRateLimits({ config }: Setup, { connection, namespace }: Namespace): Promise<Examined> {
  const taskQueue = config.sendTaskQueue;
  const set = 'Limit them: temporal-whatsapp rate-limits set';
  try {
    const { perNumber } = await readRateLimits({ connection, namespace, taskQueue });
    if (perNumber !== undefined) {
      return { verdicts: [ok(`each number sends at most ${perNumber} messages a second, if the server is fair`)] };
    }
    return {
      verdicts: [warning(`nothing limits how fast a number sends on ${taskQueue}: Meta refuses above 80`, set)],
    };
  } catch (error) {
    if (!(error instanceof RateLimitsUnsupportedError)) throw error;
    const remedy =
      'Upgrade the server to 1.29 or newer, with matching.enableFairness: true in its dynamic configuration.';
    return { verdicts: [warning(error.message, remedy)] };
  }
}
