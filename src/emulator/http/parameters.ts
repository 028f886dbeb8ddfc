/** Reads single parameters, and refuses as the Graph API does. */
import type { Parameters } from './graph-call.js';
import { GraphError, invalidParameter, missingParameter } from '../meta/graph-error.js';

/** A parameter as text; numbers are taken, too. */
export function required(parameters: Parameters, name: string): string {
  const value = optional(parameters, name);
  if (value === undefined || value === '') throw missingParameter(name);
  return value;
}

export function optional(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') throw invalidParameter(`Param ${name} must be a string.`);
  return String(value as string | number | boolean);
}

/** One of the allowed values, in any case. */
export function oneOf(value: string, name: string, allowed: readonly string[]): string {
  const upper = value.toUpperCase();
  if (allowed.includes(upper)) return upper;
  throw new GraphError({
    code: 100,
    message: `(#100) Param ${name} must be one of {${allowed.join(', ')}} - got "${value}".`,
  });
}

/** Six digits. The value is never part of the error: it is a secret. */
export function requiredPin(parameters: Parameters): string {
  const pin = required(parameters, 'pin');
  if (/^\d{6}$/.test(pin)) return pin;
  throw new GraphError({ code: 100, message: '(#100) Param pin must be a string of exactly 6 digits.' });
}
