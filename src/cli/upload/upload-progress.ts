/** How far the upload of a workflow is, by the heartbeat of its activity. */
import type { Client } from '@temporalio/client';
import { decodePayload } from '../../webhook/dead-letters/content.js';

/** What an upload has told last. */
export interface UploadProgress {
  /** How many bytes have gone. */
  bytes: number;
  /** How many there are, where the store knows it. */
  total?: number;
  /** The number of the attempt, from 1. */
  attempt: number;
}

/** @returns undefined while no upload is under way */
export async function readUploadProgress(client: Client, workflowId: string): Promise<UploadProgress | undefined> {
  const { raw } = await client.workflow.getHandle(workflowId).describe();
  const upload = raw.pendingActivities?.find(({ activityType }) => activityType?.name === 'uploadWhatsAppMedia');
  if (!upload) return undefined;
  const [payload] = upload.heartbeatDetails?.payloads ?? [];
  const told = payload && (await decodePayload<Partial<UploadProgress>>(client, workflowId, payload));
  const { bytes = 0, total } = told ?? {};
  return { bytes, attempt: upload.attempt ?? 1, ...(total !== undefined && { total }) };
}

/** One line for a terminal. */
export function showUpload({ bytes, total, attempt }: UploadProgress): string {
  const ofAll = total === undefined ? ' MB' : ` of ${megabytes(total)} MB (${Math.floor((bytes / total) * 100)} %)`;
  return `uploading: ${megabytes(bytes)}${ofAll}${attempt > 1 ? `, attempt ${attempt}` : ''}`;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}
