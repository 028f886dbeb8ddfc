import type { RecordedRequest } from './request-log.js';

/** An answer as it went out. */
export interface AnswerBody {
  /** Headers but those that every answer of Meta's has: they would take more memory than the body. */
  headers: Readonly<Record<string, string>>;
  /** Parsed JSON or a text; absent for the bytes of a file. */
  body?: unknown;
  /** Time at which it went out, in Unix milliseconds. */
  answeredAtMs: number;
}

/** The answers to the requests that are kept. What is forgotten of a request goes with it. */
export class AnswerBodies {
  readonly #byRequest = new WeakMap<RecordedRequest, AnswerBody>();

  note(request: RecordedRequest, answer: AnswerBody): void {
    this.#byRequest.set(request, answer);
  }

  find(request: RecordedRequest): AnswerBody | undefined {
    return this.#byRequest.get(request);
  }
}
