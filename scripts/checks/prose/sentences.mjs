/** Sentences of a paragraph, and the words of a sentence. */

const abbreviation = /(?:\be\.g|\bi\.e|\betc|\bcf|\bvs|\bNo)\.$/;

export function sentences(paragraph) {
  const parts = paragraph.split(/(?<=[.!?][)"'”]?)\s+(?=[A-Z`"'“(\d@_*])/);
  const joined = [];
  for (const part of parts) {
    if (joined.length > 0 && abbreviation.test(joined.at(-1))) joined.push(`${joined.pop()} ${part}`);
    else joined.push(part);
  }
  return joined;
}

/** Words as a reader counts them: what stands in code font is one, a dash is none. */
export function words(sentence) {
  return sentence
    .replace(/\{@link\s+([^}\s]+)[^}]*\}/g, '$1')
    .replace(/`[^`]*`/g, 'code')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
}
