/**
 * The Graph version of every request that does not name its own. It ends on 29 July 2028.
 *
 * @see "Versions" https://developers.facebook.com/docs/graph-api/changelog/versions (read 2026-11)
 */
export const defaultGraphVersion = 'v25.0';
