/** Says what is wrong with a message in the way Meta says it. */
import type { z } from 'zod';
import { graphMessageSchema } from '../../../common/messages/graph-message.js';
import { messageTypes } from '../../../common/messages/outbound-message.js';
import type { Parameters } from '../../http/graph-call.js';
import { GraphError, missingParameter } from '../../meta/graph-error.js';

/**
 * @returns the message in the documented form.
 * @throws GraphError for the first thing that Meta would complain about.
 */
export function checkedMessage(message: Parameters): Parameters {
  const { messaging_product: product, to, recipient, type = 'text' } = message;
  if (isAbsent(product)) throw missingParameter('messaging_product');
  if (product !== 'whatsapp') throw enumError('messaging_product', product, ['whatsapp']);
  if (isAbsent(to) && isAbsent(recipient)) throw missingParameter('to');
  if (!messageTypes.some((known) => known === type)) throw enumError('type', type, messageTypes);
  const checked = graphMessageSchema.safeParse({ ...message, type }, { reportInput: true });
  if (checked.success) return withoutNulls({ ...checked.data });
  throw issueError(deepest(checked.error.issues[0] as z.core.$ZodIssue));
}

/** Short paths get the code and the sentence of the Graph API itself, deeper ones those of WhatsApp. */
function issueError({ path, input, message }: z.core.$ZodIssue): GraphError {
  const param = paramName(path.map(String));
  if (isAbsent(input)) return new GraphError({ code: 131008, details: `Parameter ${param} is missing: ${message}.` });
  if (path.length <= 2) return new GraphError({ code: 100, message: `(#100) Param ${param} ${message}.` });
  return new GraphError({ code: 131009, details: `Parameter ${param} ${message}.` });
}

/** The problem of the branch of a union that came furthest: it is the one that was meant. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors
    .flatMap((branch) => branch.slice(0, 1))
    .reduce<z.core.$ZodIssue | undefined>(
      (best, next) => (best && best.path.length >= next.path.length ? best : next),
      undefined,
    );
  return inner && inner.path.length > 0 ? deepest({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

function enumError(name: string, given: unknown, allowed: readonly string[]): GraphError {
  const names = allowed.map((value) => value.toUpperCase()).join(', ');
  return new GraphError({
    code: 100,
    message: `(#100) Param ${name} must be one of {${names}} - got "${String(given)}".`,
  });
}

/** `interactive['action']['buttons'][0]` */
function paramName([first = 'message', ...rest]: string[]): string {
  return first + rest.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `['${part}']`)).join('');
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function withoutNulls(message: Parameters): Parameters {
  return Object.fromEntries(Object.entries(message).filter(([, member]) => member !== null));
}
