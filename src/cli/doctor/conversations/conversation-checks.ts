/** The conversations that run: whether their workflow is the one that is set, and whether it can go on. */
import { toGroupKey } from '../../../common/ids/conversation-keys.js';
import { conversationWorkflowId } from '../../../common/ids/workflow-ids.js';
import { workflowNames } from '../../../common/ids/wire-names.js';
import type { Config } from '../../../environment/config.js';
import { chooseConversation } from '../../../webhook/routing/conversation-choice.js';
import type { Examination } from '../examination.js';
import { failure, ok, warning, type Verdict } from '../finding.js';
import { readConversations, type RunningConversation } from './running-conversations.js';
import type { Namespace } from '../setup.js';

const variable = 'WHATSAPP_CONVERSATION_WORKFLOW';
const groupVariable = 'WHATSAPP_GROUP_CONVERSATION_WORKFLOW';

export async function checkConversations(examination: Examination, config: Config, target: Namespace): Promise<void> {
  const { webhook, taskQueue } = config;
  const numbers = webhook.phoneNumberIds === 'any' ? ['any'] : [...webhook.phoneNumberIds, 'any'];
  const choose = chooseConversation(webhook.conversation, taskQueue);
  const chooseForGroup = chooseConversation(webhook.groupConversation, taskQueue);
  const chosen = numbers.flatMap((number) => [choose(number), chooseForGroup(number)]);
  const queues = [...new Set([taskQueue, ...chosen.map((start) => start.taskQueue)])];
  await examination.check(
    'conversations',
    async () => {
      const found = await Promise.all(queues.map((queue) => readConversations(target, queue)));
      return { verdicts: judgeConversations(config, found.flat(), target.namespace) };
    },
    'Look at the workflows whose ids begin with "whatsapp-conversation:" in Temporal UI.',
  );
}

/** @param found the latest ones that run, on the queues of the configuration */
export function judgeConversations(
  { webhook, taskQueue, temporal }: Pick<Config, 'webhook' | 'taskQueue' | 'temporal'>,
  found: readonly RunningConversation[],
  namespace: string,
): Verdict[] {
  const { conversation, groupConversation, idKey } = webhook;
  const { address } = temporal.connectionOptions;
  const toServer = `${address === undefined ? '' : ` --address ${address}`} --namespace ${namespace}`;
  const choices = {
    users: { whose: 'users', variable, choice: conversation },
    groups: { whose: 'groups', variable: groupVariable, choice: groupConversation },
  };
  const standing = found.filter(({ problem }) => problem !== undefined);
  const others = found.filter((one) => !standing.includes(one) && !wasOfGroup(one, idKey !== undefined));
  const verdicts = [
    ...groupByType(standing).map((group) => describeStanding(group, toServer)),
    ...groupByType(others).flatMap((group) => {
      const { choice, ...kind } = isOfGroup(group[0]) ? choices.groups : choices.users;
      const wanted = chooseConversation(choice, taskQueue)(businessNumber(group[0])).workflowType;
      return choice ? describeOther(group, { ...kind, wanted }, toServer) : describeUnset(group, kind, toServer);
    }),
  ];
  const choose = chooseConversation(conversation, taskQueue);
  return verdicts.length > 0 ? verdicts : [ok(describeAllWell(conversation && choose('').workflowType, found.length))];
}

/** Conversations of one kind: with users, or with groups. */
interface Kind {
  whose: string;
  /** The variable that names their workflow. */
  variable: string;
}

type Group = [RunningConversation, ...RunningConversation[]];

function groupByType(conversations: readonly RunningConversation[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of conversations) {
    const key = `${one.type} ${commonPrefix(one)}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

function describeStanding(group: Group, toServer: string): Verdict {
  const [{ type, problem }] = group;
  const message = `${count(group)} of the workflow ${type} and cannot go on, so the bot is silent: ${problem}`;
  const remedy =
    `Let the worker have ${type} as it was, or correct ${variable} of the receiver. ` +
    `Then a new conversation begins with the next message after: ${terminateCommand(group, toServer)}`;
  return failure(message, remedy);
}

function describeOther(group: Group, { whose, wanted }: Kind & { wanted: string }, toServer: string): Verdict[] {
  const [{ type }] = group;
  if (type === wanted) return [];
  const message = `${count(group)} of the workflow ${type}, and not of ${wanted}, which is for ${whose}`;
  const remedy = `If that is a mistake, a new conversation begins with the next message after: ${terminateCommand(group, toServer)}`;
  // The library's own answers nothing; another one may be the bot of before.
  return [type === workflowNames.conversation ? failure(message, remedy) : warning(message, remedy)];
}

function describeUnset(group: Group, { whose, variable: name }: Kind, toServer: string): Verdict[] {
  const [one] = group;
  if (one.type !== workflowNames.conversation) {
    const message = `${name} is not set here, and ${count(group)} of the workflow ${one.type}`;
    const remedy = `Give the receiver ${name}=${one.type}: without it, what new ${whose} write is only kept.`;
    return [warning(message, remedy)];
  }
  // An application need not talk to groups, and has to do nothing to be left alone by them.
  if (isOfGroup(one)) return [];
  const message = `${name} is not set: ${count(group)} of ${one.type}, which keeps what users write and answers nothing`;
  const remedy =
    `Nothing, if your workflows ask users by themselves. Else set it to the name under which your worker exports the ` +
    `conversation. Then a new one begins with the next message after: ${terminateCommand(group, toServer)}`;
  return [warning(message, remedy)];
}

function describeAllWell(workflow: string | undefined, running: number): string {
  const which = workflow ?? `${workflowNames.conversation}, as ${variable} is not set`;
  return `what users write goes to ${which}; ${running === 0 ? 'no conversation runs' : 'those that run can go on'}`;
}

function count({ length }: Group): string {
  return length === 1 ? 'one conversation is' : `${length} conversations are`;
}

/** Ends the conversation, or all of its workflow at the number. */
function terminateCommand(group: Group, toServer: string): string {
  const [one] = group;
  const begin = `temporal workflow terminate${toServer} --reason "wrong conversation"`;
  if (group.length === 1) return `${begin} --workflow-id '${one.workflowId}'`;
  const query = `WorkflowType = "${one.type}" AND WorkflowId STARTS_WITH "${commonPrefix(one)}" AND ExecutionStatus = "Running"`;
  return `${begin} --query '${query}' --yes`;
}

function businessNumber({ workflowId }: RunningConversation): string {
  return workflowId.split(':')[1] ?? '';
}

/** How the ids of all conversations with users begin at a number, or those of all with groups. */
function commonPrefix(one: RunningConversation): string {
  return conversationWorkflowId(businessNumber(one), isOfGroup(one) ? toGroupKey('') : '');
}

function isOfGroup(one: RunningConversation): boolean {
  return one.workflowId.startsWith(conversationWorkflowId(businessNumber(one), toGroupKey('')));
}

/** What earlier versions kept of a group is under its id alone, which is neither a phone number nor a user's. */
function wasOfGroup(one: RunningConversation, areIdsHidden: boolean): boolean {
  const [, , key = ''] = one.workflowId.split(':');
  const isOld = !areIdsHidden && !isOfGroup(one) && !/^(\d+$|[A-Z]{2}\.)/.test(key);
  return isOld && one.type === workflowNames.conversation;
}
