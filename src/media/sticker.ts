import { imageSize } from 'image-size';

/** What WhatsApp limits a sticker by, besides its bytes. */
export interface StickerFacts {
  /** Width in pixels. */
  width: number;
  /** Height in pixels. */
  height: number;
  isAnimated: boolean;
}

/** Reads the header of a WebP file. @returns undefined when the bytes have none */
export function readSticker(sample: Buffer): StickerFacts | undefined {
  try {
    const { width, height } = imageSize(sample);
    return { width, height, isAnimated: isAnimated(sample) };
  } catch {
    return undefined;
  }
}

/**
 * Only the extended format can be animated: a bit of its flags says so.
 *
 * @see "WebP Container Specification" https://developers.google.com/speed/webp/docs/riff_container (read 2026-11)
 */
function isAnimated(sample: Buffer): boolean {
  return sample.toString('latin1', 12, 16) === 'VP8X' && ((sample[20] ?? 0) & 0b10) !== 0;
}
