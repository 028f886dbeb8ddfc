/** The log of worker and receiver, as somebody reads it who develops. */
const levelNames = new Map([
  [10, 'trace'],
  [20, 'debug'],
  [30, 'info'],
  [40, 'warning'],
  [50, 'error'],
  [60, 'error'],
]);

/** Members of a line that say nothing to its reader. */
const noise = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'sdkComponent', 'namespace', 'taskQueue']);

/** Temporal's own name of the error that a workflow which is under way cannot go on with other code. */
const doesNotReplay = 'TMPRL1100';

/** A line of pino's JSON for people: level, message, and what else is in it. */
export function readableLine(json: string): string {
  let line: Record<string, unknown>;
  try {
    line = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return json;
  }
  if (json.includes(doesNotReplay)) return describeMisfit(json, line['runId']);
  const level = levelNames.get(Number(line['level'])) ?? 'log';
  const rest = Object.entries(line).filter(([name]) => !noise.has(name));
  const about = rest.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const text = `${level}: ${String(line['msg'])}`;
  return about.length === 0 ? text : `${text} (${about.join(', ')})`;
}

/** What to do about a change that does not fit what a workflow has done. */
function describeMisfit(json: string, runId: unknown): string {
  const [, reason = doesNotReplay] = /message: \\"([^"\\]*)/.exec(json) ?? [];
  return (
    `warning: your change does not fit what a workflow that is under way has done (run ${String(runId)}). ` +
    `It goes on when you undo the change; or end it in Temporal UI. ${reason}`
  );
}
