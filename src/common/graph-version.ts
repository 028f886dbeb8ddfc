/**
 * The Graph version of every request that does not name its own. It ends on 29 July 2028.
 *
 * @see "Versions" https://developers.facebook.com/docs/graph-api/changelog/versions (read 2026-11)
 */
export const defaultGraphVersion = 'v25.0';

/**
 * The last day of each version, as Meta has announced it. The newest one has no end yet.
 */
export const graphVersionEnds: Readonly<Record<string, string | undefined>> = {
  'v20.0': '2026-09-24',
  'v21.0': '2027-01-21',
  'v22.0': '2027-05-20',
  'v23.0': '2027-10-08',
  'v24.0': '2028-02-18',
  'v25.0': '2028-07-29',
  'v26.0': undefined,
};

/** The month in which the table was read. */
export const graphVersionsReadIn = '2026-11';

const dayMs = 24 * 60 * 60 * 1000;
const known = Object.keys(graphVersionEnds);

/** How long a version still lives. */
export type VersionLife =
  | { kind: 'lives'; endsOn?: string; daysLeft?: number }
  | { kind: 'ended'; endedOn?: string }
  /** Newer than the table. */
  | { kind: 'unknown' };

/** @param version such as `v25.0` */
export function lifeOfVersion(version: string, nowMs: number): VersionLife {
  if (version in graphVersionEnds) return lifeUntil(graphVersionEnds[version], nowMs);
  return major(version) < major(known[0] ?? '') ? { kind: 'ended' } : { kind: 'unknown' };
}

function lifeUntil(endsOn: string | undefined, nowMs: number): VersionLife {
  if (endsOn === undefined) return { kind: 'lives' };
  // Meta names a day without a time zone: the version lives until that day is over.
  const daysLeft = Math.ceil((Date.parse(`${endsOn}T00:00:00Z`) + dayMs - nowMs) / dayMs);
  return daysLeft > 0 ? { kind: 'lives', endsOn, daysLeft } : { kind: 'ended', endedOn: endsOn };
}

function major(version: string): number {
  return Number(/^v(\d+)/.exec(version)?.[1] ?? 0);
}
