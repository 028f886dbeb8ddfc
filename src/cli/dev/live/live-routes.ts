/** Routes of a receiver that are exchanged while it runs. */
import type { WebhookRoute, WebhookHandlerOptions } from '../../../webhook/index.js';
import type { LoadedRoutes } from '../../code/load-routes.js';

/**
 * The receiver asks the routes of its list for each event, one after the other. So the list stays the same one, and
 * what is in it changes: between two events, and never within one.
 */
export class LiveRoutes {
  readonly routes: WebhookRoute[] = [];
  readonly #configured: WebhookHandlerOptions['fallback'];
  #fallback: WebhookHandlerOptions['fallback'];

  /** @param fallback the receiver's, where the module of the routes has none */
  constructor(fallback: WebhookHandlerOptions['fallback']) {
    this.#configured = fallback;
    this.#fallback = fallback;
  }

  /** The receiver's fallback: whatever it is by then. */
  readonly fallback: WebhookRoute = (event) =>
    typeof this.#fallback === 'function' ? this.#fallback(event) : this.#fallback;

  use({ routes, fallback = this.#configured }: LoadedRoutes): void {
    this.routes.splice(0, this.routes.length, ...routes);
    this.#fallback = fallback;
  }
}
