/**
 * Flows: `GET` and `POST /{waba-id}/flows`, and what is done with one: update, publish, deprecate, delete.
 *
 * @see "Flows API" https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi (read 2026-11)
 */
import { defined } from '../../../common/schema/defined.js';
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { page } from '../../http/paging.js';
import { enumValue, listParameter, optional, requireAccount, required } from '../../http/parameters.js';
import { invalidParameter, missingParameter } from '../../meta/graph-error.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { Flow, NewFlow } from '../../state/flows/flows.js';
import { flowFields } from './describe-flow.js';
import { nameTaken, notDeleted, notUpdated, unknownSource } from './flow-errors.js';
import { flowProblems } from './flow-json.js';
import { publishFlow, type FlowNews } from './flow-states.js';

const categories = [
  'SIGN_UP',
  'SIGN_IN',
  'APPOINTMENT_BOOKING',
  'LEAD_GENERATION',
  'SHOPPING',
  'CONTACT_US',
  'CUSTOMER_SUPPORT',
  'SURVEY',
  'OTHER',
];

const longestName = 200;

export function flowRoutes(state: EmulatorState, news: FlowNews): GraphRoutes {
  return graphRouter(state, {
    'GET /:wabaId/flows': (call) => list(call, state),
    'POST /:wabaId/flows': (call) => create(call, state, news),
  });
}

function list(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  const flows = state.flows.of(call.objectId).map((flow) => flowFields(flow, call.parameters, state));
  return { body: page(flows, call) };
}

function create(call: GraphCall, state: EmulatorState, news: FlowNews): Answer {
  requireAccount(call, state);
  const json = optional(call.parameters, 'flow_json');
  const source = sourceFlow(call, state);
  const content = json === undefined ? source : { json, problems: flowProblems(json) };
  const flow = addFlow(
    { ...newFlow(call, state), ...defined({ json: content?.json, problems: content?.problems }) },
    state,
  );
  if (json === undefined) return { body: { id: flow.id } };
  const wantsPublishing = optional(call.parameters, 'publish') === 'true';
  const success = !wantsPublishing || flow.problems.length === 0;
  if (wantsPublishing && success) publishFlow(flow, state, news);
  return { body: { id: flow.id, success, validation_errors: flow.problems } };
}

function newFlow({ objectId, app, parameters }: GraphCall, state: EmulatorState): NewFlow {
  const name = checkedName(required(parameters, 'name'), objectId, state);
  if (parameters['categories'] === undefined) throw missingParameter('categories');
  return {
    wabaId: objectId,
    name,
    categories: checkedCategories(parameters),
    applicationId: app.appId,
    ...defined({ endpointUri: optional(parameters, 'endpoint_uri') }),
  };
}

/** Keeps a flow. @throws GraphError when there are too many. */
export function addFlow(flow: NewFlow, { flows }: EmulatorState): Flow {
  const added = flows.add(flow);
  if (!added) throw invalidParameter('The emulator keeps no more flows.');
  return added;
}

function sourceFlow({ parameters }: GraphCall, { flows }: EmulatorState): Flow | undefined {
  const id = optional(parameters, 'clone_flow_id');
  if (id === undefined) return undefined;
  const source = flows.get(id);
  if (!source) throw unknownSource(`The flow ${id} does not exist.`);
  return source;
}

/** `POST /{flow-id}`: name, categories, endpoint and app. */
export function updateFlow({ parameters }: GraphCall, flow: Flow, state: EmulatorState): Answer {
  const name = optional(parameters, 'name');
  if (name !== undefined && name !== flow.name) checkedName(name, flow.wabaId, state);
  const changes = defined({
    name,
    categories: parameters['categories'] === undefined ? undefined : checkedCategories(parameters),
    endpointUri: optional(parameters, 'endpoint_uri'),
    applicationId: optional(parameters, 'application_id'),
  });
  if (flow.status === 'DEPRECATED') throw notUpdated('A flow that is DEPRECATED cannot be changed.');
  state.flows.change(flow, changes);
  return { body: { success: true } };
}

/** `DELETE /{flow-id}`: only a draft. */
export function deleteFlow(_call: GraphCall, flow: Flow, state: EmulatorState): Answer {
  if (flow.status !== 'DRAFT') throw notDeleted(`Only a draft can be deleted; this flow is ${flow.status}.`);
  state.flows.delete(flow.id);
  return { body: { success: true } };
}

function checkedName(name: string, wabaId: string, { flows }: EmulatorState): string {
  if (name === '') throw missingParameter('name');
  if (name.length > longestName) throw invalidParameter(`Param name must have at most ${longestName} characters.`);
  if (flows.of(wabaId).some((flow) => flow.name === name)) {
    throw nameTaken(`Another flow of this account has the name ${name}.`);
  }
  return name;
}

function checkedCategories(parameters: Parameters): string[] {
  const given = listParameter(parameters, 'categories');
  if (given.length === 0) throw invalidParameter('Param categories must have at least one category.');
  return given.map((category) => enumValue(category, 'categories', categories));
}
