export function apiDocs(root: string): string;
