export function apiDocs(root: string): { path: string; text: string }[];
