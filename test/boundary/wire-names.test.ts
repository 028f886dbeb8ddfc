import { expect, test } from '@jest/globals';
import { createWhatsAppActivities } from '../../src/activities/index.js';
import { WhatsAppFailureType } from '../../src/common/failures.js';
import {
  conversationWorkflowId,
  deadLetterWorkflowId,
  inboundMediaWorkflowId,
  registrationWorkflowId,
  sendAllWorkflowId,
  sendWorkflowId,
  uploadedMediaWorkflowId,
} from '../../src/common/ids/workflow-ids.js';
import * as definitions from '../../src/workflows/definitions.js';
import * as workflows from '../../src/workflows/index.js';
import { whatsAppActivityOptions } from '../../src/workflows/activities/retry-table.js';

const refuse = (): never => {
  throw new Error('not called by this test');
};
const activities = createWhatsAppActivities({
  credentials: { getCredential: refuse },
  secrets: { getSecret: refuse },
  media: { open: refuse, create: refuse },
});

// Renaming one of these breaks running workflows, and callers in other languages.
test('every name on the wire', () => {
  expect({
    activities: Object.keys(activities).sort(),
    workflows: Object.keys(workflows).sort(),
    messages: Object.values(definitions)
      .flatMap((definition) => ('type' in definition ? [`${definition.type} ${definition.name}`] : []))
      .sort(),
    failureTypes: Object.values(WhatsAppFailureType).sort(),
    workflowIds: [
      conversationWorkflowId('1', 'u'),
      deadLetterWorkflowId('hash'),
      registrationWorkflowId('1'),
      sendAllWorkflowId('1', 'k'),
      sendWorkflowId('1', 'k'),
      uploadedMediaWorkflowId('1', 'sha256', 'told'),
      inboundMediaWorkflowId('1', 'm', 'told'),
    ],
  }).toMatchSnapshot();
});

test('every activity has a row in the retry table, and the client knows every workflow', () => {
  expect(Object.keys(whatsAppActivityOptions).sort()).toEqual(Object.keys(activities).sort());
  expect(Object.values(definitions.workflowNames).sort()).toEqual(Object.keys(workflows).sort());
});
