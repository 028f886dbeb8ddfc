/** Names that a user types: the option of a question, a command, a word such as STOP. */

/** A text without what does not matter to a reader: case, spaces around, form of its letters, and marks at its end. */
export function plain(text: string): string {
  // The form of an emoji, and the frame of a digit that is one.
  const letters = text.normalize('NFKC').replace(/\uFE0E|\uFE0F|\u20E3/gu, '');
  const words = letters
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^[\s"'“„«]+/u, '');
  // A regular expression for the end takes seconds for a long text of marks, and with that the workflow task.
  let end = words.length;
  while (end > 0 && marksAtEnd.has(words.charAt(end - 1))) end -= 1;
  return words.slice(0, end);
}

const marksAtEnd: ReadonlySet<string> = new Set(' .!?,;:"\'”»');

/**
 * What many leave out: accents of Latin and Greek letters, the dots of the Russian ё, and what stands at an alef.
 * Points of Arabic and Hebrew vowels are left out, too. Behind other letters a mark makes another letter: タ and ダ.
 */
const accents =
  /([\p{Script=Latin}\p{Script=Greek}])\p{M}+|(\u0435)\u0308|(\u0627)[\u064B-\u0655]+|[\u064B-\u0652]|[\u05B0-\u05BD]|[\u05C1-\u05C2]/gu;

function withoutAccents(plainText: string): string {
  return plainText.normalize('NFD').replace(accents, '$1$2$3').normalize('NFC');
}

/**
 * Finds what a text names. What is written in full counts before what differs in its accents, and of the latter only
 * one that no other is like.
 *
 * @param namesOf the names of an item
 */
export function findByName<Item>(
  items: readonly Item[],
  text: string,
  namesOf: (item: Item) => readonly string[],
): Item | undefined {
  const wanted = plain(text);
  if (wanted === '') return undefined;
  const exact = items.find((item) => namesOf(item).some((name) => plain(name) === wanted));
  if (exact !== undefined) return exact;
  const bare = withoutAccents(wanted);
  const [like, ...others] = items.filter((item) => namesOf(item).some((name) => withoutAccents(plain(name)) === bare));
  return others.length === 0 ? like : undefined;
}
