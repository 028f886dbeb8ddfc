/** A short name for a long text. The sandbox has no crypto, so this does not withstand a search for collisions. */

/** The seeds of two hashes that share nothing but the text. Any odd numbers do. */
const seeds = [0x5f3759df, 0x2c1b3c6d] as const;

/**
 * Two independent hashes of 53 bits each, and the length: at most 31 characters. Two different texts among a million
 * get the same name with a probability below 10^-19.
 */
export function shortHash(text: string): string {
  const [one, other] = seeds.map((seed) => hash53(text, seed).toString(36).padStart(11, '0'));
  return `${one}${other}.${text.length.toString(36)}`;
}

/** Two lanes of 32 bits that stir each other. */
function hash53(text: string, seed: number): number {
  let left = seed | 0;
  let right = ~seed;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    left = Math.imul(rotate(left ^ unit, 13) + right, 0x9e3779b1);
    right = Math.imul(rotate(right + unit, 19) ^ left, 0x85ebca77);
  }
  left = avalanche(left ^ text.length);
  right = avalanche(right ^ left);
  return (left & 0x1fffff) * 0x1_0000_0000 + (right >>> 0);
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** Lets every bit of the value decide about every bit of the result. */
function avalanche(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return mixed ^ (mixed >>> 15);
}
