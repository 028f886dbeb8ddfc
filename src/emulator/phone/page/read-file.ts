/** A file of this machine as the emulator takes it from a user. */

const documentType = 'application/octet-stream';

/** The kind of message is what the type of the file says; what is none of WhatsApp's kinds goes as a document. */
export async function readFile(file: File): Promise<Record<string, unknown>> {
  const mimeType = file.type === '' ? documentType : file.type;
  const kind = messageKind(mimeType);
  const content = { bytes: await readBase64(file), mimeType };
  return { [kind]: kind === 'document' ? { ...content, filename: file.name } : content };
}

function messageKind(mimeType: string): string {
  if (mimeType === 'image/webp') return 'sticker';
  const [family = ''] = mimeType.split('/');
  return ['image', 'video', 'audio'].includes(family) ? family : 'document';
}

function readBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^[^,]*,/, '')));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('the file cannot be read')));
    reader.readAsDataURL(file);
  });
}
