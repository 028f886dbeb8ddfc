/** `temporal-whatsapp upload-and-send` */
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { Command, Option } from 'commander';
import { WhatsAppClient } from '../../client.js';
import { mediaKinds } from '../../common/limits.js';
import { defined } from '../../common/schema/defined.js';
import type { SendOutcome } from '../../common/sending/send-outcome.js';
import type { UploadAndSendWorkflowInput } from '../../common/inputs/index.js';
import { connectionFailure, loadConfig } from '../../environment/config.js';
import type { UploadAndSendResult } from '../../workflows/states.js';
import type { CommandIo } from '../io.js';
import { addVariables, environmentFrom, temporalEnvironment, type VariableFlags } from '../variables.js';
import { uploadFailure } from './upload-failure.js';
import { readUploadProgress, showUpload } from './upload-progress.js';

const help = `
The worker reads the file, from a folder or a place that it was given: a path is of its machine. How far the upload is, is shown
in a terminal, as often as the worker reports it: each 8 seconds. Ctrl+C cancels the workflow. A message that may have left is
not taken back.`;

const examples = `
Examples:
  temporal-whatsapp upload-and-send ./media/menu.pdf --from 106540352242922 --to +491701234567 --caption "The menu"
  temporal-whatsapp upload-and-send https://files.example.com/menu.pdf --from 106540352242922 --to +491701234567 --reuse`;

/** A worker reports at most every four fifths of it. Each report is an action. */
const heartbeatTimeout = '10 seconds';

const lookEveryMs = 500;

interface Flags extends Pick<UploadAndSendWorkflowInput, 'to' | 'caption' | 'kind' | 'filename' | 'reuse' | 'waitFor'> {
  from: string;
}

export function uploadAndSendCommand(io: CommandIo): Command {
  const command = new Command('upload-and-send')
    .description(
      'Uploads a file and sends it, by a workflow. Shows how far the upload is, and what became of the message.',
    )
    .argument('<file>', 'a path, or a URI that the media store of the worker reads')
    .requiredOption('--from <id>', 'the phone number id of the sender')
    .requiredOption('--to <recipient>', 'phone number or WhatsApp id of the recipient')
    .option('--caption <text>', 'text below the file')
    .addOption(new Option('--kind <kind>', 'how it is shown (default: by its type)').choices(mediaKinds))
    .option('--filename <name>', 'name that the recipient sees')
    .option('--reuse', 'send an earlier upload of the same bytes, if there is one')
    .addOption(new Option('--wait-for <status>', 'wait for this status').choices(['sent', 'delivered', 'read']))
    .addHelpText('after', `${help}\n${examples}`);
  return addVariables(command, temporalEnvironment).action(
    async (file: string, { envFile, ...flags }: Flags & VariableFlags) => {
      const { temporal, taskQueue } = loadConfig(environmentFrom(io.env, defined({ envFile })));
      const connection = await Connection.connect(temporal.connectionOptions).catch((error: unknown) => {
        throw connectionFailure(temporal, error);
      });
      try {
        await uploadAndSend(new Client({ connection, namespace: temporal.namespace }), taskQueue, { file, flags }, io);
      } finally {
        await connection.close();
      }
    },
  );
}

async function uploadAndSend(
  client: Client,
  taskQueue: string,
  { file, flags }: { file: string; flags: Flags },
  io: CommandIo,
): Promise<void> {
  const { from: phoneNumberId, ...options } = flags;
  const whatsapp = new WhatsAppClient({ client, taskQueue });
  const media = toUri(file);
  const isShown = io.showProgress !== undefined;
  const handle = await whatsapp.uploadAndSend({
    phoneNumberId,
    media,
    ...defined(options),
    ...(isShown && { activityOptions: { uploadWhatsAppMedia: { heartbeatTimeout } } }),
  });
  io.note(`workflow ${handle.id}`);
  const ended = new AbortController();
  void cancelWhenStopped(client, handle.id, io, ended.signal);
  const watching = io.showProgress && watch(client, handle.id, io.showProgress, ended.signal);
  try {
    const result = await handle.result().catch((error: unknown) => Promise.reject(uploadFailure(error, media)));
    report(result, io);
  } finally {
    ended.abort();
    await watching;
  }
}

/** The result of the workflow tells what came of it. */
async function cancelWhenStopped(client: Client, workflowId: string, io: CommandIo, ended: AbortSignal): Promise<void> {
  await io.untilStopped();
  if (ended.aborted) return;
  const canceling = client.workflow.getHandle(workflowId).cancel();
  await canceling.catch(() => undefined);
}

function report({ uploaded, sent }: UploadAndSendResult, io: CommandIo): void {
  const { filename, size, mimeType, mediaId } = uploaded;
  io.note(`uploaded ${filename}, ${size} bytes of ${mimeType}, as media ${mediaId}`);
  io.print(describeOutcome(sent));
  if (sent.kind !== 'accepted') throw new Error(describeUnsent(sent.kind));
}

/** What the end of a send means for the recipient. */
export function describeUnsent(kind: Exclude<SendOutcome['kind'], 'accepted'>): string {
  if (kind === 'refused') return 'Nothing was sent: Meta refused it.';
  return 'The message may have been sent: its outcome is unknown.';
}

/** Shows the upload until it is over. What cannot be looked up is not shown. */
async function watch(
  client: Client,
  workflowId: string,
  show: (line: string) => void,
  ended: AbortSignal,
): Promise<void> {
  while (!ended.aborted) {
    const progress = await readUploadProgress(client, workflowId).catch(() => undefined);
    if (!ended.aborted) show(progress ? showUpload(progress) : '');
    await delay(lookEveryMs, undefined, { signal: ended }).catch(() => undefined);
  }
  show('');
}

function toUri(file: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(file) ? file : pathToFileURL(resolve(file)).href;
}

function describeOutcome(sent: SendOutcome): string {
  if (sent.kind !== 'accepted') return `${sent.kind}: ${sent.message}`;
  const [last] = sent.statuses.slice(-1);
  return `accepted: ${sent.messageId}${last ? `, ${last.status}` : ''}`;
}
