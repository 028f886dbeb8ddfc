/**
 * An object that is made when it is first used.
 *
 * Temporal evaluates the code of a worker's workflows anew for each workflow. Schemas are by far the most expensive part of it:
 * made at once, all of them take 25 ms of every workflow's start, of which a text message needs a tenth.
 *
 * @param make Called at most once. What it uses should be lazy, too.
 */
export function lazy<Value extends object>(make: () => Value): Value {
  let made: Value | undefined;
  const value = (): Value => (made ??= make());
  return new Proxy<Value>({} as Value, {
    get: (_target, key) => Reflect.get(value(), key) as unknown,
    set: (_target, key, member) => Reflect.set(value(), key, member),
    has: (_target, key) => Reflect.has(value(), key),
    deleteProperty: (_target, key) => Reflect.deleteProperty(value(), key),
    ownKeys: () => Reflect.ownKeys(value()),
    getPrototypeOf: () => Reflect.getPrototypeOf(value()),
    defineProperty: (_target, key, descriptor) => Reflect.defineProperty(value(), key, descriptor),
    getOwnPropertyDescriptor: (_target, key) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(value(), key);
      // A proxy may call a member fixed only when its target has it, and the target stays empty.
      return descriptor && { ...descriptor, configurable: true };
    },
  });
}
