/** The end of a run that has had enough, so that the next one goes on. */
import { patched, workflowInfo } from '@temporalio/workflow';

/** How many signals one run takes. The server refuses the 10,001st, and a long history is slow to replay. */
const signalsPerRun = 2_000;

/** How large a history may become, in bytes. It is the server's own default, which a server may have changed. */
const bytesPerRun = 4 * 1024 * 1024;

/** Whether the run should continue as new: by its signals, by its history, or when the server suggests it. */
export function isRunFull(signals: number): boolean {
  const { continueAsNewSuggested, historySize } = workflowInfo();
  if (signals >= signalsPerRun || continueAsNewSuggested) return true;
  return historySize >= bytesPerRun && patched('temporal-whatsapp-run-size');
}
