/** What a server of some version can do. */

export interface VersionedServer {
  address: string;
  version: string;
  /** The place that the server came from, in words. */
  source: string;
}

/** The server lacks something that was asked for. */
export class ServerTooOldError extends Error {
  override name = 'ServerTooOldError';
}

/**
 * Checks that the server has a feature. To be called when the feature is needed, not before.
 *
 * @param minimum the first server version that has it, such as `1.32.0`
 * @param feature what the error calls it
 * @throws ServerTooOldError that names both versions
 */
export function requireServerVersion(server: VersionedServer, minimum: string, feature: string): void {
  if (!isOlder(server.version, minimum)) return;
  throw new ServerTooOldError(
    `${feature}: needs Temporal server ${minimum} or newer; the server at ${server.address} (${server.source}) is ` +
      `${server.version}. Use a newer server, for the development server a newer Temporal CLI.`,
  );
}

/** Compares the numbers only: a build such as 1.32.0-151.0 counts as 1.32.0. */
function isOlder(version: string, minimum: string): boolean {
  const [have, need] = [numbers(version), numbers(minimum)];
  const difference = need.findIndex((part, index) => part !== (have[index] ?? 0));
  return difference !== -1 && (have[difference] ?? 0) < (need[difference] ?? 0);
}

function numbers(version: string): number[] {
  const [core = ''] = version.replace(/^v/, '').split(/[-+]/);
  return core.split('.').map((part) => Number.parseInt(part, 10) || 0);
}
