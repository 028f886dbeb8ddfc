/** Ids in the shapes that Meta uses. */
import { randomBytes } from 'node:crypto';

/** The byte after the user in a message id says who wrote it. Seen in published ids, not documented. */
const directionBytes = { outgoing: 0x11, incoming: 0x12 } as const;
const directionMarker = [0x15, 0x02, 0x00];

/** Who wrote a message: the business or a user. */
export type MessageDirection = keyof typeof directionBytes;

/** Random bytes, drawn many at a time: each draw costs as much as a part of a request. */
let pool = randomBytes(0);

/** New random bytes, up to 16,384. */
export function randomPart(length: number): Buffer {
  if (pool.length < length) pool = randomBytes(16_384);
  const bytes = pool.subarray(0, length);
  pool = pool.subarray(length);
  return bytes;
}

/** An `fbtrace_id`. */
export function createTraceId(): string {
  return `A${randomPart(16).toString('base64url')}`;
}

/** The values of the headers by which Meta finds a request in its logs. */
export function traceHeaders(): Record<'x-fb-debug' | 'x-fb-request-id' | 'x-fb-trace-id', string> {
  return {
    'x-fb-debug': randomPart(64).toString('base64'),
    'x-fb-request-id': createTraceId(),
    'x-fb-trace-id': randomPart(8).toString('base64url'),
  };
}

/**
 * A message id as Meta makes it, for readers of such ids: `wamid.` and base64 of a frame. The frame holds the user, the
 * direction and a serial number of 18 characters.
 */
export function frameMessageId(direction: MessageDirection, user: string, serial: string): string {
  const userBytes = Buffer.from(user).subarray(0, 255);
  const frame = Buffer.concat([
    Buffer.from([0x1c, 0x18, userBytes.length]),
    userBytes,
    Buffer.from([...directionMarker, directionBytes[direction], 0x18, serial.length]),
    Buffer.from(serial),
    Buffer.from([0]),
  ]);
  return `wamid.${frame.toString('base64')}`;
}

/** Whether a message id says that a business sent it, as far as its frame can be read. */
export function isOutgoingMessageId(messageId: string): boolean {
  const frame = Buffer.from(messageId.replace(/^wamid\./, ''), 'base64');
  const start = 3 + (frame[2] ?? 0);
  return (
    directionMarker.every((byte, index) => frame[start + index] === byte) &&
    frame[start + 3] === directionBytes.outgoing
  );
}

/** Digits of a phone number as users write it: a wa_id. */
export function phoneDigits(phoneNumber: string): string {
  return phoneNumber.replace(/\D/g, '');
}
