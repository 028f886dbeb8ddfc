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
