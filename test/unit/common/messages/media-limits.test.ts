import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { findMediaKind, mediaKinds, mediaLimits, staticStickerMaxBytes } from '../../../../src/common/limits.js';

describe('findMediaKind', () => {
  test.each([
    ['image/jpeg', 'image'],
    ['IMAGE/PNG', 'image'],
    ['audio/ogg; codecs=opus', 'audio'],
    ['video/3gpp', 'video'],
    ['image/webp', 'sticker'],
    ['application/pdf', 'document'],
    ['text/plain;charset=utf-8', 'document'],
  ])('sends %s as %s', (mimeType, kind) => {
    expect(findMediaKind(mimeType)).toBe(kind);
  });

  test.each(['image/gif', 'application/zip', '', 'constructor'])('knows no kind for "%s"', (mimeType) => {
    expect(findMediaKind(mimeType)).toBeUndefined();
  });
});

describe('mediaLimits', () => {
  test('no MIME type belongs to two kinds', () => {
    const all = mediaKinds.flatMap((kind) => mediaLimits[kind].mimeTypes);
    expect(new Set(all).size).toBe(all.length);
  });

  test('sizes are in bytes', () => {
    const sizes = Object.fromEntries(mediaKinds.map((kind) => [kind, mediaLimits[kind].maxBytes]));
    expect(sizes).toStrictEqual({
      audio: 16_777_216,
      document: 104_857_600,
      image: 5_242_880,
      sticker: 512_000,
      video: 16_777_216,
    });
    expect(staticStickerMaxBytes).toBe(102_400);
  });
});

test.each(mediaKinds)('the table of docs/media.md names the types that errors list, but for Office: %s', (kind) => {
  const page = readFileSync(new URL('../../../../docs/media.md', import.meta.url), 'utf8');
  const [row = ''] = new RegExp(`^\\| ${kind} .*`, 'm').exec(page.slice(page.indexOf('## Limits'))) ?? [];
  const named = mediaLimits[kind].mimeTypes.filter((mimeType) => !/msword|\.ms-|officedocument/.test(mimeType));
  expect(named.filter((mimeType) => !row.includes(`\`${mimeType}\``))).toEqual([]);
});
