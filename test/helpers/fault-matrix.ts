/**
 * The fault matrix: everything that can go wrong with a send, and what must come of it. Read by the tests of
 * `fault-matrix*.test.ts`, which differ in what happens to the worker while the requests are under way.
 */
import type { SendMessageWorkflowInput } from '../../src/client.js';
import type { Fault } from '../../src/emulator/index.js';

/**
 * Outcome, POSTs that the emulator saw, messages that the phone shows.
 *
 * `settled`: accepted, and known from a status because the answer was lost. `failed`: the workflow failed with
 * `WhatsApp.SendOutcomeUnknown`, which `onUnknown: 'fail'` asks for.
 */
export type Cell = `${'accepted' | 'settled' | 'refused' | 'unknown' | 'failed'} ${number} ${number}`;

/**
 * What happens to the worker while the request is under way: nothing, SIGKILL, SIGTERM. Then another worker goes on.
 */
export type WorkerFate = 'alive' | 'killed' | 'shutDown';

/** How the network fails: these sends leave by a worker that reaches no emulator; the worker after it does. */
export type NetworkFault = 'refused' | 'name' | 'certificate' | 'handshake';
export const networkFaults: readonly NetworkFault[] = ['refused', 'name', 'certificate', 'handshake'];

export interface Row {
  name: string;
  /** What the emulator does with the first request. */
  fault?: Omit<Fault, 'match' | 'times' | 'delayMs'>;
  network?: NetworkFault;
  options?: Pick<SendMessageWorkflowInput, 'onUnknown' | 'settleUnknownFor'>;
  cells: Record<WorkerFate, Cell>;
}

const html = '<!DOCTYPE html><html><body>Bad gateway</body></html>';
/** The pause that stands for the minutes that some limits take. */
const headers = { 'retry-after': '1' };

type Columns = [alive: Cell, killed: Cell, shutDown: Cell];

function row(name: string, does: Pick<Row, 'fault' | 'network' | 'options'>, [alive, killed, shutDown]: Columns): Row {
  return { name, ...does, cells: { alive, killed, shutDown } };
}

// What follows when Meta's answer would have been clear: nobody hears it when the worker is killed.
const refusal: Columns = ['refused 1 0', 'unknown 1 0', 'refused 1 0'];
const throttled: Columns = ['accepted 2 1', 'unknown 1 0', 'accepted 2 1'];
// What follows when there is no clear answer, however the worker ends.
const nothingAccepted: Columns = ['unknown 1 0', 'unknown 1 0', 'unknown 1 0'];
const accepted: Columns = ['settled 1 1', 'settled 1 1', 'settled 1 1'];
// A worker that is alive gives up at its deadline; with another one the network is back.
const neverLeft: Columns = ['refused 0 0', 'accepted 1 1', 'accepted 1 1'];

const network: readonly Row[] = [
  row('connect refused', { network: 'refused' }, neverLeft),
  row('DNS failure', { network: 'name' }, neverLeft),
  row('TLS failure: a certificate that nobody trusts', { network: 'certificate' }, neverLeft),
  // Killed in the middle of an attempt, of which the engine does not know how far it came.
  row('TLS failure: the handshake never ends', { network: 'handshake' }, [
    'refused 0 0',
    'unknown 0 0',
    'accepted 1 1',
  ]),
];

const transport: readonly Row[] = [
  row('no fault', {}, ['accepted 1 1', 'settled 1 1', 'accepted 1 1']),
  row('reset before the body', { fault: { reset: 'early' } }, nothingAccepted),
  row('reset after the body, not accepted', { fault: { reset: 'before' } }, nothingAccepted),
  row('reset after the body, accepted', { fault: { reset: 'after' } }, accepted),
  row('closed after the body, not accepted', { fault: { drop: 'before' } }, nothingAccepted),
  row('closed after the body, accepted', { fault: { drop: 'after' } }, accepted),
  row('answer never comes, not accepted', { fault: { hang: 'before' } }, nothingAccepted),
  row('answer never comes, accepted', { fault: { hang: 'after' } }, accepted),
  row('answer cut in half', { fault: { cut: true } }, accepted),
  row('200 with HTML', { fault: { garbage: true } }, nothingAccepted),
  row('200 with JSON, but no message id', { fault: { status: 200, body: { success: true } } }, nothingAccepted),
  row('500 with Graph JSON', { fault: { status: 500, code: 131000 } }, nothingAccepted),
  row('500 with Graph JSON of an unknown code', { fault: { status: 500, code: 987654 } }, nothingAccepted),
  row('500 without Graph JSON', { fault: { status: 500, body: html } }, nothingAccepted),
  row('502', { fault: { status: 502, body: html } }, nothingAccepted),
  row('503', { fault: { status: 503, body: html } }, nothingAccepted),
  row('503 with Graph JSON', { fault: { status: 503, code: 2 } }, nothingAccepted),
  row('504', { fault: { status: 504, body: html } }, nothingAccepted),
  row('408', { fault: { status: 408, body: html } }, nothingAccepted),
  row('429', { fault: { status: 429, body: html, headers } }, throttled),
  row('401 without Graph JSON', { fault: { status: 401, body: html } }, throttled),
  row('403 without Graph JSON', { fault: { status: 403, body: html } }, refusal),
  row('404 without Graph JSON', { fault: { status: 404, body: html } }, refusal),
  row('418 without Graph JSON', { fault: { status: 418, body: html } }, refusal),
];

/** One code of every class of the error table; `classesOfTable` in the test says that none is missing. */
const codes: readonly Row[] = [
  row('code 190, Authentication', { fault: { code: 190 } }, throttled),
  row('code 3, Permission', { fault: { code: 3, status: 500 } }, refusal),
  row('code 130429, RateLimited', { fault: { code: 130429, headers } }, throttled),
  row('code 131056, RateLimited for the pair', { fault: { code: 131056 } }, throttled),
  row('code 131057, Unavailable, not accepted', { fault: { code: 131057, headers } }, throttled),
  row('code 131016, Unavailable, maybe accepted', { fault: { code: 131016, headers } }, nothingAccepted),
  row('code 33, NotFound', { fault: { code: 33, headers } }, refusal),
  row('code 131009, InvalidRequest', { fault: { code: 131009, headers } }, refusal),
  row('code 131031, AccountState', { fault: { code: 131031, headers } }, refusal),
  row('code 131049, MarketingWithheld', { fault: { code: 131049, headers } }, refusal),
  row('code 131026, RecipientUnreachable', { fault: { code: 131026, headers } }, refusal),
  row('code 131053, Media', { fault: { code: 131053, headers } }, refusal),
  row('code 131035, MessageFailed', { fault: { code: 131035, headers } }, refusal),
  row('code 131045, Registration', { fault: { code: 131045, headers } }, refusal),
  row('code 133015, Registration, later', { fault: { code: 133015, headers } }, throttled),
  row('code 131047, ServiceWindowClosed', { fault: { code: 131047, headers } }, refusal),
  row('code 132001, Template', { fault: { code: 132001, headers } }, refusal),
  row('code 133005, PinMismatch', { fault: { code: 133005, headers } }, refusal),
  row('code 133016, RegistrationLimit', { fault: { code: 133016, headers } }, refusal),
  row('code 136024, VerificationCode', { fault: { code: 136024, headers } }, refusal),
  row('an unknown code', { fault: { code: 987654, status: 400, isTransient: true, headers } }, refusal),
];

const resend = { onUnknown: 'resend' } as const;
const fail = { onUnknown: 'fail' } as const;
const impatient = { settleUnknownFor: false } as const;

/** Only workflows can do these. */
const choices: readonly Row[] = [
  row('not waiting for a status: accepted, and nobody knows', { fault: { drop: 'after' }, options: impatient }, [
    'unknown 1 1',
    'unknown 1 1',
    'unknown 1 1',
  ]),
  row('resend: not accepted', { fault: { drop: 'before' }, options: resend }, [
    'accepted 2 1',
    'accepted 2 1',
    'accepted 2 1',
  ]),
  row('resend: accepted, and a status prevents it', { fault: { drop: 'after' }, options: resend }, accepted),
  row(
    'resend without waiting for a status: twice',
    { fault: { drop: 'after' }, options: { ...resend, ...impatient } },
    ['accepted 2 2', 'accepted 2 2', 'accepted 2 2'],
  ),
  row('resend: refused', { fault: { code: 131026 }, options: resend }, ['refused 1 0', 'accepted 2 1', 'refused 1 0']),
  row('fail: not accepted', { fault: { hang: 'before' }, options: fail }, ['failed 1 0', 'failed 1 0', 'failed 1 0']),
  row('fail: accepted, and a status prevents it', { fault: { hang: 'after' }, options: fail }, accepted),
  row('fail: 503', { fault: { status: 503, body: html }, options: fail }, ['failed 1 0', 'failed 1 0', 'failed 1 0']),
];

export const matrixRows: readonly Row[] = [...network, ...transport, ...codes, ...choices];

/** The way of a send: the workflow, or the activity alone. */
export type Way = 'workflow' | 'activity';

/** The activity alone does the same as the workflow, but waits for no status: what one would settle stays unknown. */
export function expectedCell({ cells }: Row, fate: WorkerFate, way: Way): Cell {
  const cell = cells[fate];
  return way === 'workflow' ? cell : (cell.replace('settled', 'unknown') as Cell);
}

/** Whether a row can go that way. */
export function goesBy({ options }: Row, way: Way): boolean {
  return way === 'workflow' || options === undefined;
}
