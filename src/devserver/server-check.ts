/** Asks a Temporal server who it is. */
import { Connection, type ConnectionOptions } from '@temporalio/client';

const connectTimeoutMs = 3_000;

/**
 * @returns the server's version
 * @throws when it does not answer, or does not have the namespace
 */
export async function askServer(options: ConnectionOptions, namespace: string): Promise<string> {
  const connection = await Connection.connect({ ...options, connectTimeout: connectTimeoutMs });
  try {
    return await connection.withDeadline(Date.now() + connectTimeoutMs, async () => {
      const { serverVersion } = await connection.workflowService.getSystemInfo({});
      await connection.workflowService.describeNamespace({ namespace });
      return serverVersion;
    });
  } finally {
    await connection.close();
  }
}
