/**
 * The only reader of the process's environment. It stands apart from the configuration, so that a command that has none
 * loads nothing for it.
 */
import type { Environment } from './config-error.js';

/** The process's own environment. What is configuration is read by `loadConfig()`. */
export function processEnvironment(): Environment {
  return process.env;
}
