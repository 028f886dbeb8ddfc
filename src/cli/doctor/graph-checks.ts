/** The Graph API: whether it answers, whose clock is wrong, and how long the version lives. */
import { defaultGraphVersion } from '../../common/graph-version.js';
import { graphVersionsReadIn, lifeOfVersion } from '../../common/graph-version.js';
import type { Examination } from './examination.js';
import { failure, ok, warning, type Examined, type Verdict } from './finding.js';
import type { Setup } from './setup.js';

/** Skews of the clock, in milliseconds. The header `Date` has whole seconds. */
const noticeableSkewMs = 30_000;
const wrongSkewMs = 5 * 60_000;

/** How many days before the end of a version somebody should know. */
const soonDays = 90;

/** @returns whether the Graph API answers */
export async function checkGraph(examination: Examination, setup: Setup): Promise<boolean> {
  const { graph } = setup;
  const { version } = graph;
  await examination.check('graph-version', () => ({ verdicts: [judgeVersion(version, Date.now())] }), 'Report this.');
  const answers = await examination.check(
    'graph',
    () => askForTheTime(graph.baseUrl, setup.timeoutMs),
    `Let this machine reach ${graph.baseUrl.origin}, or correct WHATSAPP_GRAPH_URL.`,
  );
  return answers === true;
}

/** @param version such as `v25.0` */
export function judgeVersion(version: string, nowMs: number): Verdict {
  const life = lifeOfVersion(version, nowMs);
  const remedy = `Read Meta's changelog, then set WHATSAPP_GRAPH_VERSION=${defaultGraphVersion} or a newer one.`;
  switch (life.kind) {
    case 'ended': {
      const when = life.endedOn === undefined ? '' : ` on ${life.endedOn}`;
      return failure(`Graph ${version} has ended${when}: Meta answers with another version`, remedy);
    }
    case 'unknown':
      return warning(
        `Graph ${version} is newer than what this release knows (as of ${graphVersionsReadIn})`,
        `Nothing, if it works. This release was made for ${defaultGraphVersion}.`,
      );
    case 'lives': {
      const { endsOn, daysLeft = Infinity } = life;
      if (endsOn === undefined) return ok(`Graph ${version} has no announced end`);
      if (daysLeft > soonDays) return ok(`Graph ${version} lives until ${endsOn}`);
      return warning(`Graph ${version} ends in ${daysLeft} days, on ${endsOn}`, remedy);
    }
  }
}

/** Any answer will do, that to an error, too: each has the header `Date`. */
async function askForTheTime(baseUrl: URL, timeoutMs: number): Promise<Examined<true>> {
  const askedAtMs = Date.now();
  const response = await fetch(baseUrl, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
  const answeredAtMs = Date.now();
  await response.body?.cancel();
  const answers = ok(`${baseUrl.origin} answers in ${answeredAtMs - askedAtMs} ms`);
  return { verdicts: [answers, judgeClock(response.headers.get('date'), askedAtMs, answeredAtMs)], value: true };
}

/** @param date the header `Date` of an answer that came between the two times, in Unix milliseconds */
export function judgeClock(date: string | null, askedAtMs: number, answeredAtMs: number): Verdict {
  const theirsMs = date === null ? Number.NaN : Date.parse(date);
  const remedy = 'Set the clock of this machine by NTP: 24-hour windows, deadlines and certificates go by it.';
  if (Number.isNaN(theirsMs)) return warning('the Graph API does not say what time it is', remedy);
  // The header says when the second began in which the answer was made.
  const skewMs = Math.max(askedAtMs - (theirsMs + 1000), theirsMs - answeredAtMs, 0);
  const seconds = Math.round(skewMs / 1000);
  if (skewMs < noticeableSkewMs) return ok("the clock agrees with Meta's");
  const message = `the clock of this machine is ${seconds} s ${theirsMs > answeredAtMs ? 'behind' : 'ahead of'} Meta's`;
  return skewMs < wrongSkewMs ? warning(message, remedy) : failure(message, remedy);
}
