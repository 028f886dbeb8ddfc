/** What a Graph request names: parameters, the object in its path, a send key. Refuses as the Graph API does. */
import { decodeCallbackData } from '../../common/sending/callback-data.js';
import { GraphError, invalidParameter, missingParameter, unknownObject } from '../meta/graph-error.js';
import type { BusinessAccount } from '../state/accounts/business-accounts.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { PhoneNumber } from '../state/numbers/phone-numbers.js';
import type { GraphCall, Parameters } from './graph-call.js';

/** A parameter as text; numbers are taken, too. @throws GraphError when it is missing or empty. */
export function required(parameters: Parameters, name: string): string {
  const value = optional(parameters, name);
  if (value === undefined || value === '') throw missingParameter(name);
  return value;
}

/** A parameter as text, or undefined. @throws GraphError when it is an object. */
export function optional(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') throw invalidParameter(`Param ${name} must be a string.`);
  return String(value as string | number | boolean);
}

/** A parameter that may come several times, with commas, or as a list in JSON. */
export function listParameter(parameters: Parameters, name: string): string[] {
  const value = fromJson(parameters[name]);
  if (value === undefined || value === null) return [];
  const parts = Array.isArray(value) ? value.map(String) : (optional({ [name]: value }, name) ?? '').split(',');
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** One of the allowed values, in any case. */
export function enumValue(value: string, name: string, allowed: readonly string[]): string {
  const upper = value.toUpperCase();
  if (allowed.includes(upper)) return upper;
  throw new GraphError({
    code: 100,
    message: `(#100) Param ${name} must be one of {${allowed.join(', ')}} - got "${value}".`,
  });
}

/** A parameter that is true or false, also as text, as queries and forms carry it; undefined when it is not there. */
export function flag(parameters: Parameters, name: string): boolean | undefined {
  const text = optional(parameters, name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new GraphError({ code: 100, message: `(#100) Param ${name} must be a boolean.` });
}

/** Six digits. The value is never part of the error: it is a secret. */
export function requiredPin(parameters: Parameters): string {
  const pin = required(parameters, 'pin');
  if (/^\d{6}$/.test(pin)) return pin;
  throw new GraphError({ code: 100, message: '(#100) Param pin must be a string of exactly 6 digits.' });
}

/** The value of a JSON object or list in a string, as queries and forms carry it; anything else as it is. */
export function fromJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** The send key in our envelope, which a message carries as `biz_opaque_callback_data`; undefined without one. */
export function sendKeyIn({ biz_opaque_callback_data: data }: Parameters): string | undefined {
  if (typeof data !== 'string') return undefined;
  return decodeCallbackData(data)?.sendKey || undefined;
}

/** The number that the path names. */
export function calledPhoneNumber(call: GraphCall, state: EmulatorState): PhoneNumber {
  const found = state.phoneNumbers.find(call.objectId);
  if (!found) throw unknownObject(call.method, call.objectId);
  return found;
}

/** The account that the path names. @throws GraphError when it names none. */
export function calledAccount(call: GraphCall, state: EmulatorState): BusinessAccount {
  const found = state.accounts.find(call.objectId);
  if (!found) throw unknownObject(call.method, call.objectId);
  return found;
}

/** @throws GraphError when the path names no account. */
export function requireAccount(call: GraphCall, state: EmulatorState): void {
  calledAccount(call, state);
}
