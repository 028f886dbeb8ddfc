/** Faults that hit nothing, for the failure of a test that waited for what they would have done. */
import type { GraphEmulator } from '../emulator/index.js';

/** More would hide the transcript. */
const mostShown = 3;
const longestText = 300;

/** @returns a sentence for each of the first faults that no request has matched; none without one */
export function describeUnusedFaults(emulator: Pick<GraphEmulator, 'unusedFaults'>): string[] {
  return emulator.unusedFaults().slice(0, mostShown).map(describe);
}

function describe(fault: object): string {
  const text = JSON.stringify(fault);
  const shown = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  return `No request has matched the fault ${shown}: kit.emulator.requests has those that came.`;
}
