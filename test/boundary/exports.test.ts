import { describe, expect, test } from '@jest/globals';
import * as client from '../../src/client.js';
import * as testing from '../../src/testing/index.js';
import * as root from '../../src/index.js';
import * as messages from '../../src/messages.js';
import * as webhook from '../../src/webhook/index.js';
import * as metrics from '../../src/webhook/observe/metrics.js';
import * as workflow from '../../src/workflow.js';
import * as workflows from '../../src/workflows/index.js';

// A name that disappears from a snapshot is a breaking change; a name that appears is a promise to keep it.
describe('exported names of entry', () => {
  test.each(
    Object.entries({
      '.': root,
      './messages': messages,
      './workflow': workflow,
      './workflows': workflows,
      './client': client,
      './webhook': webhook,
      './webhook/metrics': metrics,
      './testing': testing,
    }),
  )('%s', (_entry, names) => {
    expect(Object.keys(names).sort()).toMatchSnapshot();
  });
});
