export function slug(heading: string): string;
export function linkProblems(root: string, paths?: readonly string[]): string[];
export function elementProblems(path: string, text: string): string[];
