import { parseInput } from '../../../common/schema/parse-input.js';
import { appSchema, type AddAppOptions, type EmulatedApp } from '../../state/accounts/apps.js';
import type { EmulatorState } from '../../state/emulator-state.js';
import type { WebhookSender } from './webhook-sender.js';

/** The webhook URLs of the apps. A receiver proves with Meta's challenge that it knows the verify token. */
export class WebhookReceivers {
  readonly #state: EmulatorState;
  readonly #sender: WebhookSender;

  constructor(state: EmulatorState, sender: WebhookSender) {
    this.#state = state;
    this.#sender = sender;
  }

  /** Sets the URL of the first app; undefined for none. */
  setUrl(url: string | undefined): void {
    this.#state.apps.main.webhookUrl = url;
  }

  /** @throws Error when the receiver does not pass the challenge; the URL stays what it was then. */
  async setVerifiedUrl(url: string): Promise<void> {
    await this.#sender.verify(url, this.#state.apps.main.verifyToken);
    this.setUrl(url);
  }

  /** @throws InvalidInputError for wrong options; Error when the receiver does not pass, or for an id that is taken. */
  async addApp(options: AddAppOptions = {}): Promise<EmulatedApp> {
    const { verify = true, ...app } = parseInput(appSchema, options, 'addApp');
    const { ids } = this.#state.settings;
    const { webhookUrl, verifyToken = ids.bytes('verify token', 12).toString('base64url') } = app;
    if (webhookUrl !== undefined && verify) await this.#sender.verify(webhookUrl, verifyToken);
    return this.#state.addApp({ ...app, verifyToken });
  }
}
