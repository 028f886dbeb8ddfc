/** Finds the object that a path names, or refuses as the Graph API does. */
import type { GraphCall } from '../http/graph-call.js';
import { unknownObject } from '../meta/graph-error.js';
import type { EmulatorState } from '../state/emulator-state.js';
import type { PhoneNumber } from '../state/numbers/phone-numbers.js';

export function phoneNumberOf(call: GraphCall, state: EmulatorState): PhoneNumber {
  const found = state.phoneNumbers.find(call.objectId);
  if (!found) throw unknownObject(call.method, call.objectId);
  return found;
}

export function requireAccount(call: GraphCall, state: EmulatorState): void {
  if (!state.isAccount(call.objectId)) throw unknownObject(call.method, call.objectId);
}
