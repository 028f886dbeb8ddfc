/**
 * Bodies that arrive, and that may be anybody's: how many of them, and how much of them, the receiver holds. None of
 * them takes a place of those whose signature holds.
 */
import type { BodyFollower, BodyRefusal } from './body.js';
import type { SignatureCheck } from './verify.js';

/** Reads a body, and tells the follower of it while it arrives. A reader that tells nothing is as good. */
export type ReadBody = (maxBytes: number, follower: BodyFollower) => Promise<Uint8Array>;

/** Limits of what has arrived and is not verified: options of the same names. */
export interface IntakeLimits {
  maxUnverifiedBodies: number;
  /** No less than one body may have. */
  maxUnverifiedBytes: number;
}

/**
 * Reads bodies. The one that has been arriving for longest makes room for the others: Meta's arrive in milliseconds.
 */
export class Intake {
  private readonly limits: IntakeLimits;
  /** The oldest first. */
  private readonly arriving = new Set<ArrivingBody>();
  private bytes = 0;

  constructor(limits: IntakeLimits) {
    this.limits = limits;
  }

  /**
   * Reads a body, and has its bytes checked on the way.
   *
   * @throws BodyError of the reader, with `body-crowded-out` when others need the room
   */
  async read(readBody: ReadBody, maxBytes: number, check: SignatureCheck): Promise<Uint8Array> {
    const body = new ArrivingBody(check, (bytes) => this.grow(body, bytes));
    this.arriving.add(body);
    if (this.arriving.size > this.limits.maxUnverifiedBodies) this.crowdOutOldest();
    try {
      const bytes = await readBody(maxBytes, body);
      if (body.bytes === 0) check.update(bytes);
      return bytes;
    } finally {
      this.forget(body);
    }
  }

  private grow(body: ArrivingBody, bytes: number): void {
    if (!this.arriving.has(body)) return;
    this.bytes += bytes;
    while (this.bytes > this.limits.maxUnverifiedBytes) this.crowdOutOldest();
  }

  private crowdOutOldest(): void {
    const [oldest] = this.arriving;
    if (!oldest) return;
    this.forget(oldest);
    oldest.refuse('body-crowded-out');
  }

  private forget(body: ArrivingBody): void {
    if (this.arriving.delete(body)) this.bytes -= body.bytes;
  }
}

class ArrivingBody implements BodyFollower {
  bytes = 0;
  refuse: (reason: BodyRefusal) => void = () => undefined;
  private readonly check: SignatureCheck;
  private readonly onGrowth: (bytes: number) => void;

  constructor(check: SignatureCheck, onGrowth: (bytes: number) => void) {
    this.check = check;
    this.onGrowth = onGrowth;
  }

  began(refuse: (reason: BodyRefusal) => void): void {
    this.refuse = refuse;
  }

  took(bytes: Uint8Array): void {
    this.check.update(bytes);
    this.bytes += bytes.byteLength;
    this.onGrowth(bytes.byteLength);
  }
}
