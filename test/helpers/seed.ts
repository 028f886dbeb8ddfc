/** The seed of a property test: that of its variable, else that of the whole run, else another one each time. */
export function readSeed(variable: string): number {
  return Number(process.env[variable] ?? process.env['TEST_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
}
