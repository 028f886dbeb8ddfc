/** Small files made of nothing: pictures with a gradient, and a tone. */
import { deflateSync, crc32 } from 'node:zlib';

/** Two corners' colors; each picture goes from one to the other. */
const palettes = {
  pizza: [
    [232, 93, 47],
    [250, 196, 84],
  ],
  sunset: [
    [64, 32, 110],
    [240, 120, 90],
  ],
};

/** A picture with a gradient and a disc, as PNG. */
export function solidPng(width, height, palette = 'pizza') {
  const [from, to] = palettes[palette];
  const rows = [];
  for (let y = 0; y < height; y++) {
    const row = Buffer.alloc(1 + width * 3);
    for (let x = 0; x < width; x++) {
      const isDisc = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (height / 3) ** 2;
      const share = Math.min((x + y) / (width + height) + (isDisc ? 0.35 : 0), 1);
      from.forEach((start, channel) => (row[1 + x * 3 + channel] = Math.round(start + (to[channel] - start) * share)));
    }
    rows.push(row);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const data = deflateSync(Buffer.concat(rows));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** A tone of so many seconds, as WAV. */
export function toneWav(seconds) {
  const rate = 8_000;
  const samples = Buffer.alloc(rate * seconds);
  for (let at = 0; at < samples.length; at++)
    samples[at] = 128 + Math.round(60 * Math.sin((at * 440 * 2 * Math.PI) / rate));
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate, 28);
  header.writeUInt16LE(1, 32);
  header.writeUInt16LE(8, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.length, 40);
  return Buffer.concat([header, samples]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
