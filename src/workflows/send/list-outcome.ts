/** Tells Temporal's visibility of a send that was not accepted. */
import { defineSearchAttributeKey } from '@temporalio/common';
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { searchAttributeNames } from '../../common/ids/search-attributes.js';

const outcome = defineSearchAttributeKey(searchAttributeNames.outcome, 'KEYWORD');

/** A workflow that sends several messages shows the latest outcome of these. A second one alike costs nothing. */
export function listOutcome(kind: 'refused' | 'unknown'): void {
  if (workflowInfo().typedSearchAttributes.get(outcome) === kind) return;
  upsertSearchAttributes([{ key: outcome, value: kind }]);
}
