/** The files that something is made of. */
export interface WatchedFiles {
  /** Files that were read, as absolute paths. */
  files: readonly string[];
  /** Files that were looked for and not there: one of them may be what somebody writes next. */
  missing: readonly string[];
}

/** The same without packages, which nobody edits. */
export function ownFiles({ files, missing }: WatchedFiles): WatchedFiles {
  const isOwn = (path: string): boolean => !/[\\/]node_modules([\\/]|$)/.test(path);
  return { files: files.filter(isOwn), missing: missing.filter(isOwn) };
}

/** The files of several together. */
export function allFiles(several: readonly WatchedFiles[]): WatchedFiles {
  return { files: several.flatMap(({ files }) => files), missing: several.flatMap(({ missing }) => missing) };
}
