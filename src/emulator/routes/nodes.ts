/**
 * Objects by their id: `GET`, `POST` and `DELETE /{id}` for every kind of object that there is. It comes after the
 * routes of the edges.
 */
import type { EmulatorParts } from '../emulator-parts.js';
import type { Answer, GraphCall } from '../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../http/graph-pipeline.js';
import { listParameter } from '../http/parameters.js';
import { GraphError, missingParameter, notImplemented, unknownObject } from '../meta/graph-error.js';
import { metaOperations } from '../meta/meta-operations.js';
import { describeBusiness } from './accounts/businesses.js';
import { describeAccount } from './accounts/describe-account.js';
import { updateAccount } from './accounts/update-account.js';
import { editTemplate } from './templates/edit-template.js';
import { describeTemplate } from './templates/list-templates.js';
import { describeFlow } from './flows/describe-flow.js';
import { deleteFlow, updateFlow } from './flows/flows.js';
import { deleteGroup, describeGroup, updateGroup } from './groups/groups.js';
import { deleteMedia, describeMedia } from './media.js';
import { describeBot, describePhoneNumber } from './numbers/describe-number.js';
import { updatePhoneNumber } from './numbers/phone-numbers.js';
import { describeProfile, updateProfile } from './numbers/profile.js';
import type { PhoneNumber } from '../state/numbers/phone-numbers.js';
import { describeSession, takeBytes } from './uploads.js';

type Method = 'GET' | 'POST' | 'DELETE';

/** A kind of object, and what can be done with one by its id. */
interface NodeKind<Node> {
  /** Its id as the names of operations show it: `media-id`. */
  idName: string;
  find(id: string): Node | undefined;
  handlers: Partial<Record<Method, (call: GraphCall, node: Node) => Answer | Promise<Answer>>>;
}

/** What the handlers of objects work with. */
type NodeParts = Pick<EmulatorParts, 'state' | 'sender' | 'dispatcher' | 'reviews' | 'groupWebhooks'>;

/** The id of a Facebook post, which Graph takes an id with an underscore for when it is to be deleted. */
const postId = /^\d+_\d+$/;

export function nodeRoutes(parts: NodeParts): GraphRoutes {
  const kinds = nodeKinds(parts);
  const { routes } = graphRouter(parts.state, {
    'GET /': (call) => answerIds(call, kinds),
    'GET /:id': (call) => answer(call, kinds),
    'POST /:id': (call) => answer(call, kinds),
    'DELETE /:id': (call) => answer(call, kinds),
  });
  const operations = kinds.flatMap(({ idName, handlers }) =>
    Object.keys(handlers).map((method) => `${method} /{${idName}}`),
  );
  return { routes, operations: ['GET /', ...operations] };
}

/**
 * `GET /?ids=a,b`: several objects by their ids, all or none.
 *
 * @see "Multiple requests" https://developers.facebook.com/docs/graph-api/batch-requests (read 2026-11)
 */
async function answerIds(call: GraphCall, kinds: NodeKind<unknown>[]): Promise<Answer> {
  const { ids: _ids, ...parameters } = call.parameters;
  const ids = listParameter(call.parameters, 'ids');
  if (ids.length === 0) throw missingParameter('ids');
  const unknown = ids.find((id) => !kinds.some(({ find }) => find(id) !== undefined));
  if (unknown !== undefined) {
    throw new GraphError({ code: 803, message: `(#803) Some of the aliases you requested do not exist: ${unknown}` });
  }
  const entries: [string, unknown][] = [];
  for (const objectId of ids) {
    const { body } = await answer({ ...call, objectId, path: `/${objectId}`, parameters }, kinds);
    entries.push([objectId, body]);
  }
  return { body: Object.fromEntries(entries) };
}

/** Ids are unique, so that at most one kind has the object. */
function nodeKinds(parts: NodeParts): NodeKind<unknown>[] {
  return [...numberKinds(parts), ...messageKinds(parts), ...accountKinds(parts)];
}

function numberKinds(parts: NodeParts): NodeKind<unknown>[] {
  const { state, groupWebhooks } = parts;
  const numbers = state.phoneNumbers;
  const read = (call: GraphCall, phoneNumber: PhoneNumber): Answer => describePhoneNumber(call, phoneNumber, state);
  return [
    kind({
      idName: 'phone-number-id',
      find: (id) => numbers.find(id),
      handlers: { GET: read, POST: (call, phoneNumber) => updatePhoneNumber(call, phoneNumber, parts) },
    }),
    // Meta's OpenAPI file describes the object of a number under two names.
    kind({ idName: 'account-number-id', find: (id) => numbers.find(id), handlers: { GET: read } }),
    kind({
      idName: 'profile-id',
      find: (id) => numbers.all().find(({ profileId }) => profileId === id),
      handlers: { GET: describeProfile, POST: (call, phoneNumber) => updateProfile(call, phoneNumber, state) },
    }),
    kind({
      idName: 'bot-id',
      find: (id) => numbers.all().find(({ botId }) => botId === id),
      handlers: { GET: (_call, phoneNumber) => ({ body: describeBot(phoneNumber) }) },
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
  ];
}

function messageKinds({ state, reviews }: NodeParts): NodeKind<unknown>[] {
  return [
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
      handlers: { GET: describeTemplate, POST: (call, template) => editTemplate(call, template, state, reviews) },
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
  ];
}

function accountKinds({ state }: NodeParts): NodeKind<unknown>[] {
  return [
    kind({
      idName: 'upload-id',
      find: (id) => state.sessions.find(id),
      handlers: { GET: describeSession, POST: (call, session) => takeBytes(call, session, state) },
    }),
    kind({
      idName: 'waba-id',
      find: (id) => state.accounts.find(id),
      handlers: { GET: (call, account) => describeAccount(call, account, state), POST: updateAccount },
    }),
    kind({
      idName: 'business-id',
      find: (id) => (state.accounts.business.id === id ? id : undefined),
      handlers: { GET: (call) => describeBusiness(call, state) },
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
