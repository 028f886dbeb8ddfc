/** WhatsApp's formatting: bold, italic, strikethrough, code, and links. */

export interface TextPart {
  kind: 'plain' | 'bold' | 'italic' | 'strike' | 'code' | 'link';
  text: string;
}

const marks = { '*': 'bold', _: 'italic', '~': 'strike', '`': 'code' } as const;

const pattern = /```([\s\S]+?)```|(https?:\/\/[^\s<>"]+)|(?<![\w*_~`])([*_~`])(?=\S)([^\n]*?\S)\3(?![\w*_~`])/g;

/** The parts of a text, in order. Marks within marks stay as they are. */
export function formatText(words: string): TextPart[] {
  const parts: TextPart[] = [];
  let at = 0;
  for (const match of words.matchAll(pattern)) {
    const [whole, code, link, mark, marked] = match;
    if (match.index > at) parts.push({ kind: 'plain', text: words.slice(at, match.index) });
    parts.push(toPart(code, link, mark, marked));
    at = match.index + whole.length;
  }
  if (at < words.length) parts.push({ kind: 'plain', text: words.slice(at) });
  return parts;
}

function toPart(code?: string, link?: string, mark?: string, marked = ''): TextPart {
  if (code !== undefined) return { kind: 'code', text: code };
  if (link !== undefined) return { kind: 'link', text: link };
  return { kind: marks[mark as keyof typeof marks], text: marked };
}
