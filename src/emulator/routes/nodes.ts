/**
 * Objects by their id: `GET`, `POST` and `DELETE /{id}` for every kind of object that there is. It comes after the
 * routes of the edges.
 */
import type { Answer, GraphCall } from '../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../http/graph-pipeline.js';
import { GraphError, notImplemented, unknownObject } from '../meta/graph-error.js';
import { metaOperations } from '../meta/meta-operations.js';
import type { WebhookSender } from '../outbound-webhooks/delivery/webhook-sender.js';
import type { GroupWebhooks } from '../outbound-webhooks/groups/group-webhooks.js';
import type { EmulatorState } from '../state/emulator-state.js';
import { describeAccount } from './accounts/account.js';
import { editTemplate } from './accounts/edit-template.js';
import { describeTemplate } from './accounts/list-templates.js';
import { describeFlow } from './flows/describe-flow.js';
import { deleteFlow, updateFlow } from './flows/flows.js';
import { deleteGroup, describeGroup, updateGroup } from './groups/groups.js';
import { deleteMedia, describeMedia } from './media.js';
import { describePhoneNumber } from './numbers/describe-number.js';
import { updatePhoneNumber } from './numbers/phone-numbers.js';

type Method = 'GET' | 'POST' | 'DELETE';

/** A kind of object, and what can be done with one by its id. */
interface NodeKind<Node> {
  /** Its id as the names of operations show it: `media-id`. */
  idName: string;
  find(id: string): Node | undefined;
  handlers: Partial<Record<Method, (call: GraphCall, node: Node) => Answer | Promise<Answer>>>;
}

/** The id of a Facebook post, which Graph takes an id with an underscore for when it is to be deleted. */
const postId = /^\d+_\d+$/;

export function nodeRoutes(state: EmulatorState, sender: WebhookSender, groupWebhooks: GroupWebhooks): GraphRoutes {
  const kinds = nodeKinds(state, sender, groupWebhooks);
  const { router } = graphRouter(state, {
    'GET /:id': (call) => answer(call, kinds),
    'POST /:id': (call) => answer(call, kinds),
    'DELETE /:id': (call) => answer(call, kinds),
  });
  const operations = kinds.flatMap(({ idName, handlers }) =>
    Object.keys(handlers).map((method) => `${method} /{${idName}}`),
  );
  return { router, operations };
}

/** Ids are unique, so that at most one kind has the object. */
function nodeKinds(state: EmulatorState, sender: WebhookSender, groupWebhooks: GroupWebhooks): NodeKind<unknown>[] {
  return [
    kind({
      idName: 'phone-number-id',
      find: (id) => state.phoneNumbers.find(id),
      handlers: {
        GET: (call, phoneNumber) => describePhoneNumber(call, phoneNumber, state),
        POST: (call, phoneNumber) => updatePhoneNumber(call, phoneNumber, state, sender),
      },
    }),
    kind({
      idName: 'media-id',
      find: (id) => state.media.find(id),
      handlers: {
        GET: (call, media) => describeMedia(call, media, state),
        DELETE: (call, media) => deleteMedia(call, media, state),
      },
    }),
    kind({
      idName: 'template-id',
      find: (id) => state.templates.get(id),
      handlers: { GET: describeTemplate, POST: (call, template) => editTemplate(call, template, state) },
    }),
    kind({
      idName: 'flow-id',
      find: (id) => state.flows.get(id),
      handlers: {
        GET: (call, flow) => describeFlow(call, flow, state),
        POST: (call, flow) => updateFlow(call, flow, state),
        DELETE: (call, flow) => deleteFlow(call, flow, state),
      },
    }),
    kind({
      idName: 'group-id',
      find: (id) => state.groups.get(id),
      handlers: {
        GET: describeGroup,
        POST: (call, group) => updateGroup(call, group, groupWebhooks),
        DELETE: (_call, group) => deleteGroup(group, state, groupWebhooks),
      },
    }),
    kind({
      idName: 'waba-id',
      find: (id) => (state.isAccount(id) ? id : undefined),
      handlers: { GET: (call) => describeAccount(call, state) },
    }),
  ];
}

/** Lets each kind have a type of its own in the list. */
function kind<Node>(definition: NodeKind<Node>): NodeKind<unknown> {
  return definition as NodeKind<unknown>;
}

function answer(call: GraphCall, kinds: NodeKind<unknown>[]): Answer | Promise<Answer> {
  const { objectId, method } = call;
  for (const { idName, find, handlers } of kinds) {
    const node = find(objectId);
    if (node === undefined) continue;
    const handle = handlers[method as Method];
    if (handle) return handle(call, node);
    const operation = `${method} /{${idName}}`;
    if (metaOperations.includes(operation)) throw notImplemented(operation);
    break;
  }
  // A path of one word, such as /me, looks like an id.
  const operation = `${method} ${call.path}`;
  if (metaOperations.includes(operation)) throw notImplemented(operation);
  if (method === 'DELETE' && postId.test(objectId)) {
    throw new GraphError({ code: 100, message: '(#100) Invalid post_id parameter' });
  }
  throw unknownObject(method, objectId);
}
