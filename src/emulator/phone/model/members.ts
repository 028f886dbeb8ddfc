/** Reads members of JSON that nobody has checked. */

export type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The member as an object; an empty one when it is none. */
export function member(value: unknown, name: string): Members {
  const found = isMembers(value) ? value[name] : undefined;
  return isMembers(found) ? found : {};
}

/** The member as a list of objects; what is none is left out. */
export function members(value: unknown, name: string): Members[] {
  const found = isMembers(value) ? value[name] : undefined;
  return Array.isArray(found) ? found.filter(isMembers) : [];
}

/** The member as text; undefined when it is neither text nor a number, or empty. */
export function text(value: unknown, name: string): string | undefined {
  const found = isMembers(value) ? value[name] : undefined;
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

/** The value less its members that are undefined. */
export function present<Value extends object>(value: Value): { [Key in keyof Value]?: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, found]) => found !== undefined)) as {
    [Key in keyof Value]?: Exclude<Value[Key], undefined>;
  };
}
