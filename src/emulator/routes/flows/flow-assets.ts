/** `GET` and `POST /{flow-id}/assets`: the JSON of a flow. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, openRoute, type GraphRoutes } from '../../http/graph-pipeline.js';
import { page } from '../../http/paging.js';
import { optional, required } from '../../http/parameters.js';
import { invalidParameter, missingParameter, unknownObject } from '../../meta/graph-error.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { Flow } from '../../state/flows/flows.js';
import { notUpdated } from './flow-errors.js';
import { flowProblems } from './flow-json.js';

/** Largest flow JSON, in bytes. */
const largestJson = 10_000_000;

export function flowAssetRoutes(state: EmulatorState): GraphRoutes {
  const { routes, operations } = graphRouter(state, {
    'GET /:flowId/assets': (call) => list(call, state),
    'POST /:flowId/assets': (call) => upload(call, state),
  });
  const downloads = openRoute(state, (call) => download(call, state));
  return { routes: { ...routes, 'GET /flow_assets/:flowId/:digest': downloads }, operations };
}

/** @throws GraphError when the path names no flow. */
export function calledFlow({ method, objectId }: GraphCall, { flows }: EmulatorState): Flow {
  const flow = flows.get(objectId);
  if (!flow) throw unknownObject(method, objectId);
  return flow;
}

function list(call: GraphCall, state: EmulatorState): Answer {
  const { id, json } = calledFlow(call, state);
  const asset = {
    name: 'flow.json',
    asset_type: 'FLOW_JSON',
    download_url: `${call.origin}/flow_assets/${id}/${digest(json)}`,
  };
  return { body: page(json === undefined ? [] : [asset], call) };
}

/** JSON with mistakes is kept; the answer lists them. */
async function upload(call: GraphCall, state: EmulatorState): Promise<Answer> {
  const flow = calledFlow(call, state);
  required(call.parameters, 'name');
  if (required(call.parameters, 'asset_type') !== 'FLOW_JSON')
    throw invalidParameter('Param asset_type must be FLOW_JSON.');
  const before = state.resets.now;
  const json = await uploadedJson(call);
  state.resets.check(before);
  if (flow.status !== 'DRAFT') throw notUpdated(`A flow that is ${flow.status} cannot be changed.`);
  const problems = flowProblems(json);
  if (!state.flows.setJson(flow, json, problems)) throw notUpdated('The emulator keeps no more JSON of flows.');
  return { body: { success: true, validation_errors: problems } };
}

/** A file, or its text as a parameter. */
async function uploadedJson({ file, parameters }: GraphCall): Promise<string> {
  if (file && file.file.size > largestJson) throw invalidParameter(`A flow has at most ${largestJson} bytes of JSON.`);
  const text = file ? await readFile(file.file.path, 'utf8') : optional(parameters, 'file');
  if (text === undefined) throw missingParameter('file');
  return text;
}

/** The address holds a digest, so that an old one does not lead to newer JSON. */
function download({ path }: GraphCall, { flows }: EmulatorState): Answer {
  const [, , id = '', given] = path.split('/');
  const json = flows.get(id)?.json;
  if (json === undefined || digest(json) !== given) return { status: 404, body: '' };
  return { body: json, headers: { 'content-type': 'application/json; charset=utf-8' } };
}

function digest(json = ''): string {
  return createHash('sha256').update(json).digest('hex').slice(0, 32);
}
