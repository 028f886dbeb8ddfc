/** One call of a store that an application has written: it may hang, throw, or give anything. */

/** How long a call of the store of uploaded media may take, in milliseconds. */
export const storeCallMs = 10_000;

interface CallLimits {
  /** What the call is, for the message: `claim()`. */
  name: string;
  limitMs: number;
  /** Leaves the call behind when it aborts. @default never */
  signal?: AbortSignal;
}

/**
 * Settles as the call does, at `limitMs` at the latest. What the call does after that is ignored.
 *
 * @throws Error when the call throws, in whatever way, or does not answer; the signal's reason when it aborts
 */
export async function callStore(call: () => unknown, { name, limitMs, signal }: CallLimits): Promise<unknown> {
  signal?.throwIfAborted();
  let timer: NodeJS.Timeout | undefined;
  let leave = (): void => undefined;
  const left = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${name} has not answered within ${limitMs} ms`)), limitMs);
    leave = () => reject(signal?.reason as Error);
    signal?.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([Promise.resolve().then(call), left]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', leave);
  }
}
