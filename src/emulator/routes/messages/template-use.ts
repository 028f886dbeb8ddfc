/** Checks a template message against the template's definition. */
import { isRecord } from '../../../common/events/json.js';
import type { Parameters } from '../../http/graph-call.js';
import { GraphError } from '../../meta/graph-error.js';
import type { Template, TemplateComponent } from '../../state/accounts/templates.js';
import type { EmulatorState } from '../../state/emulator-state.js';

const mediaFormats = ['IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION'];

export function checkTemplateUse(use: Parameters, state: EmulatorState): void {
  const name = String(use['name']);
  const language = languageCode(use);
  const template = state.templates.find(name, language);
  if (template?.status === 'PAUSED') throw new GraphError({ code: 132015, details: `Template ${name} is paused.` });
  if (template?.status === 'DISABLED') throw new GraphError({ code: 132016, details: `Template ${name} is disabled.` });
  if (template?.status === 'APPROVED') return checkParameters(template, usedComponents(use));
  if (template || !state.settings.anyId) {
    throw new GraphError({ code: 132001, details: `template name (${name}) does not exist in ${language}` });
  }
}

function languageCode({ language }: Parameters): string {
  return isRecord(language) ? String(language['code']) : String(language);
}

function usedComponents(use: Parameters): Parameters[] {
  return Array.isArray(use['components']) ? use['components'].filter(isRecord) : [];
}

function checkParameters(template: Template, used: Parameters[]): void {
  for (const component of template.components) {
    const type = component.type.toLowerCase();
    if (type === 'header' || type === 'body') checkText(component, type, usedParameters(used, type), template);
    if (type === 'buttons') checkButtons(component, used);
  }
}

function checkText(component: TemplateComponent, type: string, given: Parameters[], template: Template): void {
  const format = component.format?.toUpperCase() ?? 'TEXT';
  if (type === 'header' && mediaFormats.includes(format)) return checkHeaderFormat(format, given);
  const expected = placeholders(component.text);
  if (given.length !== expected.length) throw countMismatch(type, given.length, expected.length);
  if (template.parameter_format !== 'NAMED') return;
  const names = given.map((parameter) => String(parameter['parameter_name']));
  const unknown = names.find((name) => !expected.includes(name));
  if (unknown === undefined) return;
  throw new GraphError({
    code: 100,
    details: `${type}: parameter name ${unknown} is not one of ${expected.join(', ')}`,
  });
}

function checkHeaderFormat(format: string, given: Parameters[]): void {
  if (given.length !== 1) throw countMismatch('header', given.length, 1);
  const type = String(given[0]?.['type']);
  if (type.toUpperCase() === format) return;
  throw new GraphError({
    code: 132012,
    details: `header: format mismatch, expected ${format}, received ${type.toUpperCase()}`,
  });
}

/** A URL with a variable needs its suffix; other buttons may go without a component. */
function checkButtons(component: TemplateComponent, used: Parameters[]): void {
  component.buttons?.forEach((button, index) => {
    const expected = placeholders(button['url']).length;
    if (expected === 0) return;
    const match = used.find((part) => part['type'] === 'button' && String(part['index']) === String(index));
    const given = Array.isArray(match?.['parameters']) ? match['parameters'].length : 0;
    if (given !== expected) throw countMismatch(`button at index ${index}`, given, expected);
  });
}

function usedParameters(used: Parameters[], type: string): Parameters[] {
  const parameters = used.find((component) => component['type'] === type)?.['parameters'];
  return Array.isArray(parameters) ? parameters.filter(isRecord) : [];
}

/** Names or numbers of `{{…}}`, each once. */
function placeholders(text: unknown): string[] {
  if (typeof text !== 'string') return [];
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1] ?? ''))];
}

function countMismatch(where: string, given: number, expected: number): GraphError {
  return new GraphError({
    code: 132000,
    details: `${where}: number of localizable_params (${given}) does not match the expected number of params (${expected})`,
  });
}
