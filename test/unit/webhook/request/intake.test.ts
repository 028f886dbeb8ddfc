import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { BodyError, type BodyFollower, type BodyRefusal } from '../../../../src/webhook/request/body.js';
import { Intake } from '../../../../src/webhook/request/intake.js';
import { SignatureCheck } from '../../../../src/webhook/request/verify.js';
import { appSecret, sign } from '../recording-client.js';

const ofAnything = () => new SignatureCheck('0'.repeat(64), [appSecret]);

/** A body whose bytes a test sends, and what became of it. */
function begin(intake: Intake, check = ofAnything()) {
  const chunks: Uint8Array[] = [];
  let follower: BodyFollower | undefined;
  let end: () => void = () => undefined;
  const reading = intake.read(
    (_maxBytes, given) =>
      new Promise((resolve, reject) => {
        follower = given;
        given.began((reason: BodyRefusal) => reject(new BodyError(reason)));
        end = () => resolve(Buffer.concat(chunks));
      }),
    1_000,
    check,
  );
  const body = { outcome: 'arrives' as string, send, end: () => end() };
  reading.then(
    (bytes) => (body.outcome = `has ${bytes.byteLength}`),
    (error: unknown) => (body.outcome = (error as BodyError).reason),
  );
  function send(bytes: number): void {
    const chunk = Buffer.alloc(bytes, 'x');
    chunks.push(chunk);
    follower?.took(chunk);
  }
  return body;
}

const settled = () => delay(0);

describe('when too many bodies arrive', () => {
  test('the one that has been arriving for longest is refused, and no other', async () => {
    const intake = new Intake({ maxUnverifiedBodies: 3, maxUnverifiedBytes: 1_000 });
    const bodies = Array.from({ length: 5 }, () => begin(intake));
    await settled();
    const outcomes = bodies.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['body-crowded-out', 'body-crowded-out', 'arrives', 'arrives', 'arrives']);
  });

  test('those that have ended count no more', async () => {
    const intake = new Intake({ maxUnverifiedBodies: 2, maxUnverifiedBytes: 1_000 });
    const slow = begin(intake);
    for (let count = 0; count < 10; count += 1) {
      const quick = begin(intake);
      quick.send(900);
      quick.end();
      await settled();
      expect(quick.outcome).toBe('has 900');
    }
    expect(slow.outcome).toBe('arrives');
  });
});

describe('when too many bytes arrive', () => {
  test('the oldest are refused until there is room', async () => {
    const intake = new Intake({ maxUnverifiedBodies: 10, maxUnverifiedBytes: 1_000 });
    const [first, second, third] = [begin(intake), begin(intake), begin(intake)];
    first.send(400);
    second.send(500);
    third.send(100);
    await settled();
    expect([first, second, third].map(({ outcome }) => outcome)).toEqual(['arrives', 'arrives', 'arrives']);
    third.send(800);
    await settled();
    expect([first, second, third].map(({ outcome }) => outcome)).toEqual([
      'body-crowded-out',
      'body-crowded-out',
      'arrives',
    ]);
  });

  test('it is never more, whatever comes in which order', async () => {
    const steps = fc.array(
      fc.tuple(fc.constantFrom('begin', 'send', 'end'), fc.nat(20), fc.integer({ min: 1, max: 400 })),
    );
    const property = fc.asyncProperty(steps, async (given) => {
      const limits = { maxUnverifiedBodies: 5, maxUnverifiedBytes: 1_000 };
      const intake = new Intake(limits);
      const bodies: (ReturnType<typeof begin> & { held: number })[] = [];
      for (const [step, at, bytes] of given) {
        const open = bodies.filter(({ outcome }) => outcome === 'arrives');
        const one = open[at % Math.max(open.length, 1)];
        if (step === 'begin') bodies.push(Object.assign(begin(intake), { held: 0 }));
        else if (step === 'end') one?.end();
        else if (one && one.held + bytes <= 1_000) {
          one.held += bytes;
          one.send(bytes);
        }
        await settled();
        const arriving = bodies.filter(({ outcome }) => outcome === 'arrives');
        expect(arriving.length).toBeLessThanOrEqual(limits.maxUnverifiedBodies);
        const held = arriving.reduce((sum, body) => sum + body.held, 0);
        expect(held).toBeLessThanOrEqual(limits.maxUnverifiedBytes);
      }
    });
    await fc.assert(property, { numRuns: 50 });
  });
});

test('a body is checked while it arrives, or afterwards when its reader tells nothing', async () => {
  const intake = new Intake({ maxUnverifiedBodies: 1, maxUnverifiedBytes: 1_000 });
  const digest = sign('x'.repeat(30)).slice(7);
  const followed = new SignatureCheck(digest, [appSecret]);
  const body = begin(intake, followed);
  for (let piece = 0; piece < 3; piece += 1) body.send(10);
  body.end();
  await settled();
  expect(followed.verdict()).toEqual({ ok: true, secretIndex: 0 });
  const silent = new SignatureCheck(digest, [appSecret]);
  await intake.read(() => Promise.resolve(Buffer.alloc(30, 'x')), 1_000, silent);
  expect(silent.verdict()).toEqual({ ok: true, secretIndex: 0 });
});
