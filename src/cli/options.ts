/** Options that several commands have. */
import { InvalidArgumentError } from 'commander';

/** Parses a port. @throws InvalidArgumentError */
export function parsePort(value: string): number {
  const port = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65_535)) throw new InvalidArgumentError('must be a port from 0 to 65535; 0 takes a free one.');
  return port;
}

/** Parses a whole number from 0 on. @throws InvalidArgumentError */
export function parseCount(value: string): number {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('must be a whole number.');
  return Number(value);
}

/** Parses an http(s) URL. @throws InvalidArgumentError */
export function parseUrl(value: string): string {
  if (!URL.canParse(value) || !/^https?:/.test(value)) {
    throw new InvalidArgumentError('must be an http(s) URL, such as http://127.0.0.1:3000/webhook.');
  }
  return value;
}

/**
 * The end of the help of a command that is configured by the environment: a variable and what it is for, in two
 * columns.
 */
export function environmentHelp(variables: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(variables).map((name) => name.length));
  const rows = Object.entries(variables).map(([name, use]) => `  ${name.padEnd(width)}  ${use}`);
  return ['', 'Environment (.env.example shows every variable):', ...rows].join('\n');
}

export const temporalEnvironment = {
  TEMPORAL_ADDRESS: 'Temporal server (default: localhost:7233)',
  TEMPORAL_NAMESPACE: 'namespace (default: default)',
  TEMPORAL_API_KEY: 'API key of Temporal Cloud; TEMPORAL_TLS_… for certificates',
  WHATSAPP_TASK_QUEUE:
    'task queue of worker and receiver, with "-send" behind it that of the sends (default: whatsapp)',
} as const;
