/** The seed of a property test: that of the environment variable, else another one each time. */
export function readSeed(variable: string): number {
  return Number(process.env[variable] ?? Math.floor(Math.random() * 2 ** 31));
}
