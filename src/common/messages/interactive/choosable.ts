/** Remembers, for the compiler alone, which keys a message offers. */

declare const keys: unique symbol;

/** A message whose options have these keys. The type of an answer is made of them; nothing of it exists at run time. */
export interface Choosable<Key extends string> {
  /** Never set. */
  readonly [keys]?: Key;
}
