/**
 * `GET` and `POST /{phone-number-id}/whatsapp_commerce_settings`: whether users see the catalog and have a cart.
 *
 * @see "Sell products and services"
 * https://developers.facebook.com/docs/whatsapp/cloud-api/guides/sell-products-and-services (read 2026-11)
 */
import type { Answer, GraphCall } from '../../http/graph-call.js';
import { graphRouter, type GraphRoutes } from '../../http/graph-pipeline.js';
import { calledPhoneNumber, flag } from '../../http/parameters.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { NumberFeatures } from '../../state/numbers/number-features.js';

export function commerceSettingsRoutes(state: EmulatorState): GraphRoutes {
  return graphRouter(state, {
    'GET /:phoneNumberId/whatsapp_commerce_settings': (call) => {
      return { body: { data: [shownSettings(calledPhoneNumber(call, state).features)] } };
    },
    'POST /:phoneNumberId/whatsapp_commerce_settings': (call) => update(call, state),
  });
}

function update(call: GraphCall, state: EmulatorState): Answer {
  const { commerce } = calledPhoneNumber(call, state).features;
  const isCartEnabled = flag(call.parameters, 'is_cart_enabled') ?? commerce.isCartEnabled;
  const isCatalogVisible = flag(call.parameters, 'is_catalog_visible') ?? commerce.isCatalogVisible;
  Object.assign(commerce, { isCartEnabled, isCatalogVisible });
  return { body: { success: true } };
}

function shownSettings({ commerce: { id, isCartEnabled, isCatalogVisible } }: NumberFeatures): object {
  return { id, is_cart_enabled: isCartEnabled, is_catalog_visible: isCatalogVisible };
}
