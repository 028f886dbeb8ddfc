/** Recipients that Meta would refuse, found before a file is uploaded for them. */
import { patched } from '@temporalio/workflow';
import type { InputProblem } from '../../common/failures.js';
import { wrongRecipient, type SendEnvelope } from '../../common/inputs/index.js';
import { invalidInput } from '../lib/failures.js';

/** One recipient, and where it stands in the input. */
type Addressed = Pick<SendEnvelope, 'to' | 'recipientType'> & { path: string };

/** @throws ApplicationFailure `WhatsApp.InvalidInput` that lists those that are neither a user nor a group */
export function refuseWrongRecipients(workflow: string, recipients: readonly Addressed[]): void {
  const problems = recipients.flatMap((recipient): InputProblem[] => {
    const message = wrongRecipient(recipient);
    return message === undefined ? [] : [{ path: recipient.path, message, value: JSON.stringify(recipient.to) }];
  });
  // A run that began before there was this check has uploaded its files.
  if (problems.length > 0 && patched('recipients-before-upload')) throw invalidInput(workflow, problems);
}
