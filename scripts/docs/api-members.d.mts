import type { Hover } from './hovers.mjs';

/** A name as its page explains it. */
export interface ApiText extends Omit<Hover, 'label' | 'place'> {
  members: (Omit<Hover, 'label' | 'place'> & { name: string })[];
}

export function readTexts(root: string): Map<string, Map<string, ApiText>>;
