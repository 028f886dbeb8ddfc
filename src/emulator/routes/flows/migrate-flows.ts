/** `POST /{waba-id}/migrate_flows`: flows of another account of the business are copied. */
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { listParameter, requireAccount, required } from '../../http/parameters.js';
import { GraphError, invalidParameter } from '../../meta/graph-error.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { Flow } from '../../state/flows/flows.js';
import { addFlow } from './flows.js';

/** Most flows of one request. */
const mostNames = 100;
const migrationFailure = '4233041';

/** @see "Flows API" https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi (read 2026-11) */
export function flowMigrationRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, { 'POST /:wabaId/migrate_flows': (call) => migrate(call, state) });
}

function migrate(call: GraphCall, state: EmulatorState): Answer {
  requireAccount(call, state);
  const source = required(call.parameters, 'source_waba_id');
  const names = listParameter(call.parameters, 'source_flow_names');
  if (!state.isAccount(source) || source === call.objectId) {
    throw new GraphError({ code: 100, details: `There is no other account with the id ${source}.` });
  }
  if (names.length > mostNames) throw invalidParameter(`Param source_flow_names must have at most ${mostNames} names.`);
  const flows = state.flows.of(source);
  const wanted = names.length === 0 ? flows.map(({ name }) => name) : names;
  const results = wanted.map((name) =>
    copy(
      name,
      flows.find((flow) => flow.name === name),
      call,
      state,
    ),
  );
  return {
    body: {
      migrated_flows: results.filter((result) => 'migrated_id' in result),
      failed_flows: results.filter((result) => 'error_code' in result),
    },
  };
}

function copy(name: string, flow: Flow | undefined, { objectId, app }: GraphCall, state: EmulatorState): object {
  const failed = (message: string): object => ({
    source_name: name,
    error_code: migrationFailure,
    error_message: message,
  });
  if (!flow) return failed(`The account has no flow ${name}.`);
  if (state.flows.find(objectId, name)) return failed(`The account has a flow ${name} already.`);
  const { categories, endpointUri, json, problems } = flow;
  const copied = addFlow(
    { wabaId: objectId, applicationId: app.appId, name, categories, endpointUri, json, problems },
    state,
  );
  return { source_name: name, source_id: flow.id, migrated_id: copied.id };
}
