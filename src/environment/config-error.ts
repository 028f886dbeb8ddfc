/** What is wrong with an environment. It stands apart, so that an application's editor reads no schemas for it. */

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One thing that is wrong with the environment. */
export interface ConfigProblem {
  /** The name of the variable. */
  variable: string;
  /** What is wrong, with the value unless it may be a secret, and what to set. */
  message: string;
}

/** The environment does not make a configuration. The message lists every problem. */
export class ConfigError extends Error {
  /** The name of the class. */
  override name = 'ConfigError';
  /** Everything that is wrong, in the order of the message. */
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, message }) => `  - ${variable} ${message}`);
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super(`The configuration has ${count}:\n${lines.join('\n')}\n.env.example shows every variable.`);
    this.problems = problems;
  }
}
