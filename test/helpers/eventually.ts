/** Reads until the value is as wanted; fails with the last value after the deadline, which a busy machine needs. */
export async function eventually<Value>(
  read: () => Value | Promise<Value>,
  until: (value: Value) => boolean = Boolean,
  timeoutMs = 45_000,
): Promise<Value> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await read();
    if (until(value)) return value;
    if (Date.now() > deadline)
      throw new Error(`not as expected after ${timeoutMs} ms, last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Calls until a call succeeds; after the deadline it fails as the last one did. A busy machine fails single calls. */
export async function patiently<Value>(call: () => Promise<Value>, timeoutMs = 60_000): Promise<Value> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}
