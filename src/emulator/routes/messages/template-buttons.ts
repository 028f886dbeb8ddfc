/** Checks the values of a template's buttons. */
import type { Parameters } from '../../http/graph-call.js';
import { GraphError } from '../../meta/graph-error.js';
import { countMismatch, formatMismatch, placeholders } from './template-texts.js';

/** Longest address of a button, in characters. */
const longestUrl = 2000;

/** The kind of the value that goes with a kind of button. */
const subTypes: Readonly<Record<string, string>> = { URL: 'url', COPY_CODE: 'copy_code', MPM: 'mpm', OTP: 'url' };

/** @throws GraphError for a value of another kind of button, and for one that is missing. */
export function checkButtons(buttons: readonly Parameters[], used: Parameters[]): void {
  const values = used.filter((component) => String(component['type']).toLowerCase() === 'button');
  for (const value of values) checkKind(buttons, value);
  buttons.forEach((button, index) => {
    const given = values.find((value) => Number(value['index'] ?? 0) === index)?.['parameters'];
    checkButton(button, index, Array.isArray(given) ? given : []);
  });
}

function checkKind(buttons: readonly Parameters[], value: Parameters): void {
  const index = Number(value['index'] ?? 0);
  const button = buttons[index];
  if (!button) throw new GraphError({ code: 131009, details: `buttons: there is no button at index ${index}` });
  const type = String(button['type']).toUpperCase();
  const expected = subTypes[type] ?? type.toLowerCase();
  const given = String(value['sub_type']).toLowerCase();
  if (given !== expected) throw formatMismatch(`buttons: button at index ${index}`, expected.toUpperCase(), given);
}

function checkButton(button: Parameters, index: number, given: Parameters[]): void {
  const type = String(button['type']).toUpperCase();
  const place = `buttons: Button at index ${index} of type ${type}`;
  if (type === 'URL') return checkUrl(button['url'], given, place);
  const isNeeded = type === 'COPY_CODE' || type === 'MPM' || type === 'OTP';
  if (isNeeded && given.length === 0) throw missingValue(place);
}

/** A variable is the end of an address. */
function checkUrl(url: unknown, given: Parameters[], place: string): void {
  const expected = placeholders(url).length;
  if (expected > 0 && given.length === 0) throw missingValue(place);
  if (given.length !== expected) throw countMismatch(place, given.length, expected);
  const length = String(url).length + String(given[0]?.['text'] ?? '').length;
  if (expected > 0 && length > longestUrl) {
    throw new GraphError({ code: 132005, details: `${place}: the address is longer than ${longestUrl} characters` });
  }
}

export function missingValue(place: string): GraphError {
  return new GraphError({ code: 131008, details: `${place} requires a parameter` });
}
