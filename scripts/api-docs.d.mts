import type { EntryHovers } from './hovers.mjs';

export function apiDocs(root: string, hovers?: readonly EntryHovers[]): { path: string; text: string }[];
