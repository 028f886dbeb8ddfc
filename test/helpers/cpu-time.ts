/** The milliseconds of CPU that work takes. A busy machine makes it last longer, but hardly dearer. */
export function cpuMs(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
