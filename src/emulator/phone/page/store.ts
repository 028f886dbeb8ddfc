/** Holds the state, and has the page drawn once for any number of changes. */
import { reduce, type PhoneAction } from '../model/reduce.js';
import { initialState, type PhoneState } from '../model/state.js';

export class Store {
  state: PhoneState = initialState;
  readonly #draw: (state: PhoneState) => void;
  #isDue = false;

  constructor(draw: (state: PhoneState) => void) {
    this.#draw = draw;
  }

  dispatch(action: PhoneAction): void {
    this.state = reduce(this.state, action);
    this.drawSoon();
  }

  /** A page in the background draws nothing: frames stop there, so it is drawn when it is seen again. */
  drawSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#draw(this.state);
    });
  }
}
