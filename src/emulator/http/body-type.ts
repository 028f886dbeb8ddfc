/** Tells a client whose body was not read as JSON what is missing: Meta only says which parameter it does not see. */
import type { Request } from 'express';
import { isRecord } from '../../common/events/json.js';

/** What to send; undefined when the body came in one of the forms that the Graph API reads. */
export function bodyTypeHint(request: Request): string | undefined {
  const type = request.headers['content-type'];
  if (!isUnreadJson(request)) return undefined;
  const given = type === undefined ? 'without a content type' : `as ${type}`;
  return `The body came ${given} and was not read as JSON. Send the header "content-type: application/json".`;
}

function isUnreadJson(request: Request): boolean {
  if (request.is('application/x-www-form-urlencoded') !== false) return isJsonInForm(request.body);
  const hasBody = request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length']) > 0;
  return hasBody && request.is(['application/json', 'multipart/form-data']) === false;
}

/** `curl -d '{…}'` sends JSON as if it were a form: its text is the name of the first field. */
function isJsonInForm(body: unknown): boolean {
  return isRecord(body) && /^\s*[{[]/.test(Object.keys(body)[0] ?? '');
}
