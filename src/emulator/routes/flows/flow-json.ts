/**
 * What is wrong with the JSON of a flow. Meta checks far more; these are the mistakes that break a flow in every
 * version. Meta publishes no list of the names of errors; those here are of its examples.
 *
 * @see "Flow JSON" https://developers.facebook.com/docs/whatsapp/flows/reference/flowjson (read 2026-11)
 */
import { isRecord, type JsonRecord } from '../../../common/events/json.js';
import type { FlowProblem } from '../../state/flows/flows.js';
import { findRange } from './json-position.js';

type Path = readonly (string | number)[];
interface Finding {
  error: string;
  message: string;
  path: Path;
}

const rootMembers = ['version', 'data_api_version', 'data_channel_uri', 'routing_model', 'screens'];
/** Ends a flow; no screen may have its name. */
const reservedScreen = 'SUCCESS';

export function flowProblems(json: string): FlowProblem[] {
  const flow = parsed(json);
  if (flow === undefined) return [problem(json, { error: 'INVALID_JSON', message: 'This is no JSON.', path: [] })];
  return findings(flow).map((finding) => problem(json, finding));
}

/** The JSON of a flow; undefined for what is none. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function problem(json: string, { error, message, path }: Finding): FlowProblem {
  const range = findRange(json, path);
  const shown = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return { error, error_type: 'FLOW_JSON_ERROR', message, ...range, pointers: [{ ...range, path: shown.slice(1) }] };
}

function findings(flow: unknown): Finding[] {
  if (!isRecord(flow)) return [wrongType([], 'the flow', 'an object')];
  const unknown = Object.keys(flow).filter((name) => !rootMembers.includes(name));
  const screens = Array.isArray(flow['screens']) ? (flow['screens'] as unknown[]) : [];
  return [
    ...unknown.map((name) => ({
      error: 'INVALID_PROPERTY',
      message: `The property "${name}" cannot be specified at "$root".`,
      path: [name],
    })),
    ...versionFindings(flow['version']),
    ...(screens.length === 0 ? [missing([], 'screens')] : []),
    ...screens.flatMap((screen, at) => screenFindings(screen, ['screens', at])),
    ...screenIdFindings(screens),
    ...terminalFindings(screens),
    ...routingFindings(flow, screenIds(screens)),
  ];
}

function versionFindings(version: unknown): Finding[] {
  if (version === undefined) return [missing([], 'version')];
  const isVersion = typeof version === 'string' && /^\d+\.\d+$/.test(version);
  return isVersion
    ? []
    : [{ error: 'INVALID_PROPERTY_VALUE', message: "Invalid value found for property 'version'.", path: ['version'] }];
}

function screenFindings(screen: unknown, path: Path): Finding[] {
  if (!isRecord(screen)) return [wrongType(path, 'a screen', 'an object')];
  const { id, layout } = screen;
  const found: Finding[] = [];
  if (id === undefined) found.push(missing(path, 'id'));
  else if (typeof id !== 'string' || !/^[A-Za-z_]+$/.test(id) || id === reservedScreen) {
    found.push({
      error: 'INVALID_PROPERTY_VALUE',
      message: `Invalid value found for property 'id': it has letters and underscores, and is not ${reservedScreen}.`,
      path: [...path, 'id'],
    });
  }
  if (layout === undefined) found.push(missing(path, 'layout'));
  else found.push(...layoutFindings(layout, [...path, 'layout']));
  return found;
}

function layoutFindings(layout: unknown, path: Path): Finding[] {
  if (!isRecord(layout)) return [wrongType(path, 'a layout', 'an object')];
  const { type, children } = layout;
  const isKnown = type === 'SingleColumnLayout';
  const kind = { error: 'INVALID_PROPERTY_VALUE', message: "Invalid value found for property 'type'." };
  const found: Finding[] = isKnown
    ? []
    : [type === undefined ? missing(path, 'type') : { ...kind, path: [...path, 'type'] }];
  if (!Array.isArray(children)) return [...found, missing(path, 'children')];
  const untyped = children.flatMap((child: unknown, at) =>
    isRecord(child) && typeof child['type'] === 'string' ? [] : [missing([...path, 'children', at], 'type')],
  );
  return [...found, ...untyped];
}

function screenIdFindings(screens: readonly unknown[]): Finding[] {
  const ids = screens.map((screen) => (isRecord(screen) ? screen['id'] : undefined));
  return ids.flatMap((id, at) =>
    id !== undefined && ids.indexOf(id) < at
      ? [
          {
            error: 'DUPLICATE_SCREEN_IDS',
            message: `Another screen has the id ${String(id)}.`,
            path: ['screens', at, 'id'],
          },
        ]
      : [],
  );
}

function terminalFindings(screens: readonly unknown[]): Finding[] {
  const hasEnd = screens.length === 0 || screens.some((screen) => isRecord(screen) && screen['terminal'] === true);
  const message = 'At least one screen must be terminal.';
  return hasEnd ? [] : [{ error: 'MISSING_TERMINAL_SCREEN', message, path: ['screens'] }];
}

function routingFindings({ routing_model: model, data_api_version: api }: JsonRecord, ids: string[]): Finding[] {
  if (model === undefined) return api === undefined ? [] : [missing([], 'routing_model')];
  if (!isRecord(model)) return [wrongType(['routing_model'], 'routing_model', 'an object')];
  return Object.entries(model).flatMap(([from, to]) => {
    const names = [from, ...(Array.isArray(to) ? to.map(String) : [])];
    const unknown = names.filter((name) => !ids.includes(name));
    const message = `The routing model names screens that are not there: ${unknown.join(', ')}.`;
    return unknown.length === 0 ? [] : [{ error: 'INVALID_ROUTING_MODEL', message, path: ['routing_model', from] }];
  });
}

function screenIds(screens: readonly unknown[]): string[] {
  return screens.flatMap((screen) => (isRecord(screen) && typeof screen['id'] === 'string' ? [screen['id']] : []));
}

function missing(path: Path, name: string): Finding {
  return { error: 'REQUIRED_PROPERTY_MISSING', message: `The required property '${name}' is missing.`, path };
}

function wrongType(path: Path, what: string, type: string): Finding {
  return { error: 'INVALID_PROPERTY_TYPE', message: `Expected ${what} to be ${type}.`, path };
}
