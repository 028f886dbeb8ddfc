/** The process that a lock names, and whether it still runs. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

export interface LockOwner {
  pid: number;
  host: string;
  /** The start of the process, in the words of its system; empty where that cannot be told. Absent in older locks. */
  start?: string;
}

export function describeSelf(): Required<LockOwner> {
  return { pid: process.pid, host: hostname(), start: processStart(process.pid) };
}

/** The owner in the text of a lock; undefined when it names none. */
export function readOwner(text: string): LockOwner | undefined {
  try {
    const owner = JSON.parse(text) as LockOwner | null;
    return Number.isInteger(owner?.pid) ? (owner ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether its process lives. On another machine that is not known: most often it was a container that is gone. After a
 * restart in a container another process has the same id, so that its start tells them apart. A worker thread has the
 * id and the start of its process.
 */
export function isRunning({ pid, host, start: ownerStart }: LockOwner): boolean {
  if (host !== hostname() || !isThere(pid)) return false;
  if (ownerStart === undefined) return pid !== process.pid;
  const start = processStart(pid);
  return start === '' || ownerStart === '' || start === ownerStart;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Only Linux tells it without a program of its own. @see proc_pid_stat(5), field 22 */
function processStart(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the name in parentheses, which may have anything in it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
