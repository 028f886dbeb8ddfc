/**
 * Checks the texts of a template message.
 *
 * @see "Error codes" https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes (read 2026-11)
 */
import { isRecord } from '../../../common/events/json.js';
import type { Parameters } from '../../http/graph-call.js';
import { GraphError } from '../../meta/graph-error.js';
import type { Template, TemplateComponent } from '../../state/accounts/templates.js';

/** Longest texts with their values filled in, in characters; a body that stands alone may be longer. */
const longest = { header: 60, body: 1024, lonelyBody: 32_768 } as const;

/** Kinds of values that stand for a text. */
const textTypes = ['text', 'currency', 'date_time', 'group_id'];

/** @throws GraphError 132018 for a value that WhatsApp does not show on one line, wherever in the message it is. */
export function checkTextValues(value: unknown): void {
  if (Array.isArray(value)) return value.forEach(checkTextValues);
  if (!isRecord(value)) return;
  const { type, text } = value;
  if (type === 'text' && typeof text === 'string' && /[\n\r\t]| {5}/.test(text)) {
    throw new GraphError({
      code: 132018,
      details: 'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
    });
  }
  Object.values(value).forEach(checkTextValues);
}

/** @throws GraphError for values that do not fit the variables of a header or a body. */
export function checkText(component: TemplateComponent, given: Parameters[], template: Template): void {
  const type = component.type.toLowerCase();
  const expected = placeholders(component.text);
  if (given.length !== expected.length) throw countMismatch(type, given.length, expected.length);
  const wrong = given.find((parameter) => !textTypes.includes(String(parameter['type'])));
  if (wrong) throw formatMismatch(type, 'TEXT', String(wrong['type']));
  if (template.parameter_format === 'NAMED') checkNames(type, expected, given);
  checkLength(component, expected, given, template);
}

function checkNames(type: string, expected: string[], given: Parameters[]): void {
  const names = given.map((parameter) => String(parameter['parameter_name']));
  const unknown = names.find((name) => !expected.includes(name));
  if (unknown === undefined) return;
  throw new GraphError({
    code: 100,
    details: `${type}: parameter name ${unknown} is not one of ${expected.join(', ')}`,
  });
}

function checkLength(component: TemplateComponent, expected: string[], given: Parameters[], template: Template): void {
  const type = component.type.toLowerCase();
  const isAlone = template.components.length === 1;
  const limit = type === 'header' ? longest.header : isAlone ? longest.lonelyBody : longest.body;
  const values = expected.map((name, index) => [name, valueOf(name, index, given)] as const);
  const text = values.reduce(
    (filled, [name, value]) => filled.replace(new RegExp(`\\{\\{\\s*${name}\\s*\\}\\}`, 'g'), () => value),
    component.text ?? '',
  );
  const length = [...text].length;
  if (length <= limit) return;
  throw new GraphError({
    code: 132005,
    details: `${type}: text is too long, ${length} of at most ${limit} characters`,
  });
}

function valueOf(name: string, index: number, given: Parameters[]): string {
  const parameter = given.find((one) => one['parameter_name'] === name) ?? given[index] ?? {};
  const type = String(parameter['type']);
  const value = Object.hasOwn(parameter, type) ? parameter[type] : undefined;
  return isRecord(value) ? String(value['fallback_value'] ?? '') : String(value ?? '');
}

export function checkHeaderFormat(format: string, given: Parameters[]): void {
  if (given.length !== 1) throw countMismatch('header', given.length, 1);
  const type = String(given[0]?.['type']);
  if (type.toUpperCase() !== format) throw formatMismatch('header', format, type);
}

/** Names or numbers of `{{…}}`, each once. */
export function placeholders(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? ''))];
}

export function formatMismatch(where: string, expected: string, received: string): GraphError {
  const details = `${where}: format mismatch, expected ${expected}, received ${received.toUpperCase()}`;
  return new GraphError({ code: 132012, details });
}

export function countMismatch(where: string, given: number, expected: number): GraphError {
  return new GraphError({
    code: 132000,
    details: `${where}: number of localizable_params (${given}) does not match the expected number of params (${expected})`,
  });
}
