/** The beginnings of files of every type that WhatsApp takes, as far as anybody looks at them. */
import { png } from './png.js';

const riff = (chunk: string, data: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  const body = Buffer.concat([Buffer.from(`WEBP${chunk}`), length, data]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from('RIFF'), size, body]);
};

/** A sticker: an extended WebP file of this size in pixels. */
export function webp({ side = 512, animated = false, bytes = 100 } = {}): Buffer {
  const header = Buffer.alloc(10);
  header[0] = animated ? 0b10 : 0;
  header.writeUIntLE(side - 1, 4, 3);
  header.writeUIntLE(side - 1, 7, 3);
  return Buffer.concat([riff('VP8X', header), Buffer.alloc(bytes - 30)]);
}

/** A page of Ogg with a codec's first packet. */
export function ogg(codec: 'OpusHead' | '\x01vorbis'): Buffer {
  return Buffer.from(`OggS\0\x02${'\0'.repeat(21)}\x1e${codec}${'\0'.repeat(40)}`, 'latin1');
}

const mp4 = (brand: string): Buffer => Buffer.from(`\0\0\0\x1cftyp${brand}\0\0\0\0${brand}isom`, 'latin1');
const zip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
const compound = Buffer.from(`d0cf11e0a1b11ae1${'00'.repeat(600)}`, 'hex');
const adts = Buffer.from(`fff15080${'00'.repeat(60)}`, 'hex');
const mp3 = Buffer.concat([
  Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1'),
  Buffer.from(`fffb9000${'00'.repeat(600)}`, 'hex'),
]);

/** A file of each type: its name and bytes, the type that Meta is told, and the kind of message. */
export const sampleFiles: readonly [filename: string, bytes: Buffer, mimeType: string, kind: string][] = [
  ['sound.aac', adts, 'audio/aac', 'audio'],
  ['sound.amr', Buffer.from('#!AMR\n' + 'x'.repeat(50)), 'audio/amr', 'audio'],
  ['sound.mp3', mp3, 'audio/mpeg', 'audio'],
  ['sound.m4a', mp4('M4A '), 'audio/mp4', 'audio'],
  ['voice.ogg', ogg('OpusHead'), 'audio/ogg', 'audio'],
  ['text.txt', Buffer.from('hello'), 'text/plain', 'document'],
  ['report.pdf', Buffer.from('%PDF-1.7\n'), 'application/pdf', 'document'],
  ['old.doc', compound, 'application/msword', 'document'],
  ['old.xls', compound, 'application/vnd.ms-excel', 'document'],
  ['old.ppt', compound, 'application/vnd.ms-powerpoint', 'document'],
  ['new.docx', zip, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'document'],
  ['new.xlsx', zip, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'document'],
  ['new.pptx', zip, 'application/vnd.openxmlformats-officedocument.presentationml.presentation', 'document'],
  ['photo.jpg', Buffer.from(`ffd8ffe000104a46494600010100${'00'.repeat(40)}`, 'hex'), 'image/jpeg', 'image'],
  ['photo.png', png(), 'image/png', 'image'],
  ['sticker.webp', webp(), 'image/webp', 'sticker'],
  ['film.mp4', mp4('mp42'), 'video/mp4', 'video'],
  ['film.3gp', mp4('3gp4'), 'video/3gpp', 'video'],
];
