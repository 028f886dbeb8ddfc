import { expect, test } from '@jest/globals';
import * as workflows from '../../../../src/workflows/index.js';
import { interceptors } from '../../../../src/workflows/versioned.js';

/** What Temporal reads of a workflow when one begins. */
const behaviors = (): unknown[] =>
  Object.values(workflows).map((workflow) => {
    const { workflowDefinitionOptions } = workflow as { workflowDefinitionOptions?: { versioningBehavior?: string } };
    return workflowDefinitionOptions?.versioningBehavior;
  });

test('every workflow moves to the next version of a versioned worker, and declares nothing to another one', () => {
  // The server refuses the tasks of an unversioned worker whose workflow declares a behavior.
  expect(new Set(behaviors())).toEqual(new Set([undefined]));
  expect(interceptors()).toEqual({});
  expect(new Set(behaviors())).toEqual(new Set(['AUTO_UPGRADE']));
});
