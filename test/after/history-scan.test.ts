import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { secretsIn } from '../helpers/history-secrets.js';
import { fileMarker, testPin, tokenMarker } from '../helpers/secrets.js';
import { connectTestServer, type TestServer } from '../helpers/temporal-server.js';

// Runs after every other tier, against the server that they used.
describe('no token, PIN or file byte is in the history of', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await connectTestServer();
  });
  afterAll(() => server.close());

  test('any workflow that the suite ran', async () => {
    const found: string[] = [];
    let scanned = 0;
    for await (const { workflowId, runId } of server.client.workflow.list()) {
      if (workflowId.startsWith('planted-')) continue;
      const history = await server.client.workflow.getHandle(workflowId, runId).fetchHistory();
      found.push(...secretsIn(history).map((name) => `${name} in ${workflowId} (run ${runId})`));
      scanned += history.events?.length ?? 0;
    }
    expect(found).toEqual([]);
    // The suite runs hundreds of workflows; few events would mean that the scan looked at the wrong server.
    expect(scanned).toBeGreaterThan(1_000);
  }, 120_000);

  test('any standalone activity that the suite ran', async () => {
    const found: string[] = [];
    let scanned = 0;
    for await (const { activityId } of server.client.activity.list('ActivityId IS NOT NULL')) {
      const description = await server.client.activity.getHandle(activityId).describe();
      found.push(...secretsIn(description).map((name) => `${name} in activity ${activityId}`));
      scanned += 1;
    }
    expect(found).toEqual([]);
    expect(scanned).toBeGreaterThan(5);
  });

  test('and the scan finds what is planted', async () => {
    const taskQueue = `planted-${randomUUID()}`;
    const planted = {
      token: `Bearer ${tokenMarker}abc`,
      pin: testPin,
      file: Buffer.from(`..${fileMarker}..`).toString('base64'),
    };
    const handle = await server.client.workflow.start('nobodyRunsThis', {
      workflowId: `planted-${randomUUID()}`,
      taskQueue,
      args: [planted],
    });
    const history = await handle.fetchHistory();
    await handle.terminate();
    expect(secretsIn(history)).toEqual(['an access token', 'a two-step PIN', 'the bytes of a file']);
  });
});
