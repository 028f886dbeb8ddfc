/** The picture that the demo sends: made here, so that it is a real file and the package carries none. */
import { crc32, deflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const bytesPerPixel = 3;

/**
 * A PNG file with a green gradient.
 *
 * @see "Portable Network Graphics (PNG) Specification" https://www.w3.org/TR/png-3/ (read 2026-11)
 */
export function createPng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // 8 bits a channel, colors without transparency.
  header.writeUInt8(8, 8);
  header.writeUInt8(2, 9);
  const end = chunk('IEND', Buffer.alloc(0));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(pixels(width, height))), end]);
}

/** Row by row, each after a byte that says that it is not filtered. */
function pixels(width: number, height: number): Buffer {
  const rowLength = 1 + width * bytesPerPixel;
  const data = Buffer.alloc(rowLength * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const shade = (x / width + y / height) / 2;
      data.set([37 + 60 * shade, 211 - 100 * shade, 102 + 60 * shade], y * rowLength + 1 + x * bytesPerPixel);
    }
  }
  return data;
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, checksum]);
}
