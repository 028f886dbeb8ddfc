/** The source of the emulator's ids and credentials: chance, or a seed that gives the same ones each time. */
import { createHash } from 'node:crypto';
import { frameMessageId, randomPart, type MessageDirection } from './identifiers.js';

const objectIdStart = 1e14;
const objectIdRange = 2e14;

/**
 * Makes ids in the shapes that Meta uses. With a seed, an id depends on its kind, and on how many of that kind came
 * before. So one kind does not change another.
 */
export class IdSource {
  readonly #seed: number | undefined;
  readonly #counts = new Map<string, number>();

  /** @param seed undefined for other ids each time */
  constructor(seed?: number) {
    this.#seed = seed;
  }

  /** Bytes, up to 64. @param kind what the bytes are for */
  bytes(kind: string, length: number): Buffer {
    if (this.#seed === undefined) return randomPart(length);
    const count = this.#counts.get(kind) ?? 0;
    this.#counts.set(kind, count + 1);
    return createHash('sha512').update(`${this.#seed}/${kind}/${count}`).digest().subarray(0, length);
  }

  /** A whole number from 0 on, below `limit`, which may be up to 2^48. */
  integer(kind: string, limit: number): number {
    return Math.floor((this.bytes(kind, 6).readUIntBE(0, 6) / 2 ** 48) * limit);
  }

  /** Ids of numbers, media, templates and accounts: 15 digits. */
  objectId(kind: string): string {
    return String(objectIdStart + this.integer(kind, objectIdRange));
  }

  /** A message id: `wamid.…`. */
  messageId(direction: MessageDirection, user: string): string {
    return frameMessageId(direction, user, this.bytes(`message ${direction}`, 9).toString('hex').toUpperCase());
  }

  /** An access token of Meta's form. */
  accessToken(kind: string): string {
    return `EAA${this.bytes(kind, 48).toString('base64url')}`;
  }

  uuid(kind: string): string {
    const bytes = this.bytes(kind, 16);
    bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
    bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  /** How many of each kind were made with the seed. */
  get counts(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }

  /** Goes on after so many of each kind; without any, ids begin anew. */
  startAt(counts: Readonly<Record<string, number>> = {}): void {
    this.#counts.clear();
    for (const [kind, count] of Object.entries(counts)) this.#counts.set(kind, count);
  }
}
