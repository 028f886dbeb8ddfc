/** The members that are set, so that an absent option leaves no trace. */
export function defined<Members extends object>(
  members: Members,
): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } {
  const set: Partial<Record<string, unknown>> = {};
  for (const [name, value] of Object.entries(members)) if (value !== undefined) set[name] = value;
  return set as { [Name in keyof Members]?: Exclude<Members[Name], undefined> };
}
