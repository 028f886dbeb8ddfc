import { pipeline } from 'node:stream';
import type { GraphRequestInput } from '../common/inputs/index.js';
import { defined } from '../common/schema/defined.js';
import type { GraphFormFile, GraphRequest } from '../graph/request.js';
import { Meter } from '../media/meter.js';
import { nameFor, withMimeType } from '../media/mime-type.js';
import type { MediaSource, MediaStore } from '../media/store.js';
import type { Attempt } from './attempt/activity.js';

/** A form whose files are open, or a body that is a file. */
export interface OpenFiles extends Pick<GraphRequest, 'form' | 'body'> {
  /** How many bytes of all files have been read; undefined when there is no file. */
  bytes: (() => number) | undefined;
  /** Why a file broke off, if one did. */
  broken(): Error | undefined;
  close(): void;
}

/** Opens the files of a request by their media URIs; undefined when it has neither a form nor a file. */
export async function openFiles(
  media: MediaStore,
  input: GraphRequestInput,
  attempt: Attempt,
): Promise<OpenFiles | undefined> {
  const { formData, fileData, fileNames = {}, binaryData } = input;
  if (formData === undefined && fileData === undefined && binaryData === undefined) return undefined;
  const files: MeteredFile[] = [];
  const close = (): void => files.forEach(({ source }) => source.content.destroy());
  try {
    const uris = binaryData === undefined ? (fileData ?? {}) : { binaryData };
    for (const [name, uri] of Object.entries(uris)) {
      files.push(await meterFile(name, await media.open(uri, attempt.signal), fileNames[name]));
    }
  } catch (error) {
    close();
    throw error;
  }
  const opened = files.map(({ file }) => file);
  const [body] = opened;
  return {
    ...(binaryData === undefined ? { form: { fields: formData ?? {}, files: opened } } : defined({ body })),
    bytes: body && (() => files.reduce((sum, { meter }) => sum + meter.bytes, 0)),
    broken: () => files.find(({ meter }) => meter.problem)?.meter.problem,
    close,
  };
}

interface MeteredFile {
  source: MediaSource;
  meter: Meter;
  file: GraphFormFile;
}

async function meterFile(name: string, source: MediaSource, wantedName: string | undefined): Promise<MeteredFile> {
  const filename = wantedName ?? source.filename;
  const { content, mimeType } = await withMimeType(source.content, { filename, named: source.mimeType });
  const meter = metered(content, defined({ expectedBytes: source.size }));
  const file: GraphFormFile = {
    name,
    filename: nameFor(filename, mimeType),
    contentType: mimeType,
    content: meter,
    ...defined({ size: source.size }),
  };
  return { source, meter, file };
}

/** Bytes through a meter; what goes wrong with them is found in its `problem`. */
export function metered(content: NodeJS.ReadableStream, options: ConstructorParameters<typeof Meter>[0]): Meter {
  return pipeline(content, new Meter(options), () => undefined);
}
