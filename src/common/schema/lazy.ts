/**
 * An object that is made when it is first used.
 *
 * Temporal evaluates the code of a worker's workflows anew for each workflow, except what `workflows/preload.ts`
 * shares. Schemas are by far the most expensive part of that code. Making all of them takes 25 ms, and a text message
 * needs a tenth.
 *
 * Optional, nullable and piped schemas must not be lazy: zod looks them up by identity when it makes JSON Schema.
 *
 * @param make Called at most once. What it uses should be lazy, too.
 */
export function lazy<Value extends object>(make: () => Value): Value {
  return new Proxy<Value>(untouched as unknown as Value, new Lazy(make));
}

/**
 * The target of every proxy. Temporal freezes what a worker preloads, object by object, but does not look into
 * functions. A target that is an object would make every schema at once, and zod's schemas could not finish themselves
 * at their first use.
 */
const untouched = (): undefined => undefined;

/** A handler whose methods are shared: closures for each schema would be most of what a workflow keeps in memory. */
class Lazy<Value extends object> implements ProxyHandler<Value> {
  private readonly make: () => Value;
  private made: Value | undefined;

  constructor(make: () => Value) {
    this.make = make;
  }

  get(_target: Value, key: PropertyKey): unknown {
    return Reflect.get(this.value, key);
  }

  set(_target: Value, key: PropertyKey, member: unknown): boolean {
    return Reflect.set(this.value, key, member);
  }

  has(_target: Value, key: PropertyKey): boolean {
    return Reflect.has(this.value, key);
  }

  deleteProperty(_target: Value, key: PropertyKey): boolean {
    return Reflect.deleteProperty(this.value, key);
  }

  ownKeys(): (string | symbol)[] {
    return Reflect.ownKeys(this.value);
  }

  getPrototypeOf(): object | null {
    return Reflect.getPrototypeOf(this.value);
  }

  defineProperty(_target: Value, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
    return Reflect.defineProperty(this.value, key, descriptor);
  }

  getOwnPropertyDescriptor(_target: Value, key: PropertyKey): PropertyDescriptor | undefined {
    const descriptor = Reflect.getOwnPropertyDescriptor(this.value, key);
    // A proxy may call a member fixed only when its target has it, and the target stays empty.
    return descriptor && { ...descriptor, configurable: true };
  }

  /** All proxies share one target. A proxy that made it non-extensible would do so for all. */
  preventExtensions(): boolean {
    return false;
  }

  private get value(): Value {
    return (this.made ??= this.make());
  }
}
