/**
 * `GET`, `POST` and `DELETE /{waba-id}/product_catalogs`: the catalog that is connected to an account. The emulator
 * knows no catalogs: any id can be connected, and messages may name it from then on.
 *
 * @see "WhatsApp Business Account Product Catalogs"
 * https://developers.facebook.com/docs/graph-api/reference/whats-app-business-account/product_catalogs (read 2026-11)
 */
import type { Answer, GraphCall, Parameters } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { page } from '../../http/paging.js';
import { calledAccount, required } from '../../http/parameters.js';
import { GraphError, invalidParameter } from '../../meta/graph-error.js';
import type { EmulatorState } from '../../state/emulator-state.js';

export function productCatalogRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, {
    'GET /:wabaId/product_catalogs': (call) => listCatalogs(call, state),
    'POST /:wabaId/product_catalogs': (call) => connect(call, state),
    'DELETE /:wabaId/product_catalogs': (call) => disconnect(call, state),
  });
}

export function listCatalogs(call: GraphCall, state: EmulatorState): Answer {
  const { catalogId } = calledAccount(call, state);
  return { body: page(catalogId === undefined ? [] : [{ id: catalogId, name: `Catalog ${catalogId}` }], call) };
}

/** An account has one catalog at most. */
function connect(call: GraphCall, state: EmulatorState): Answer {
  const account = calledAccount(call, state);
  const id = catalogId(call.parameters);
  if (account.catalogId !== undefined && account.catalogId !== id) {
    throw new GraphError({
      code: 100,
      message: 'Invalid parameter',
      userTitle: 'A catalog is already connected',
      userMessage: `Disconnect catalog ${account.catalogId} from this WhatsApp Business account first.`,
    });
  }
  account.catalogId = id;
  return { body: { success: true } };
}

function disconnect(call: GraphCall, state: EmulatorState): Answer {
  const account = calledAccount(call, state);
  const id = catalogId(call.parameters);
  if (account.catalogId !== id) throw invalidParameter(`Param catalog_id: ${id} is not connected to this account.`);
  account.catalogId = undefined;
  return { body: { success: true } };
}

function catalogId(parameters: Parameters): string {
  const id = required(parameters, 'catalog_id');
  if (!/^\d+$/.test(id)) throw invalidParameter('Param catalog_id must be an id of digits.');
  return id;
}
