export interface Hover {
  /** The exported name, or `Type.member`. */
  label: string;
  /** File and line of the declaration. */
  place: string;
  /** The type as the hover shows it. */
  type: string;
  documentation: string;
  /** What `@returns`, `@throws`, `@default` and `@see` say, a sentence each. */
  notes: string[];
  examples: string[];
}

export interface EntryHovers {
  entry: string;
  hovers: Hover[];
}

export interface LongHover {
  length: number;
  /** Entry, name and place. */
  text: string;
  type: string;
}

export interface HoverLimits {
  /** How many names and members of each entry may lack documentation; 0 of an entry that is not listed. */
  undocumented: Record<string, number>;
  longest: number;
}

export const maxHover: number;
export function readHovers(root: string): EntryHovers[];
export function undocumented(read: EntryHovers): string[];
export function longestHovers(read: EntryHovers[]): LongHover[];
export function hoverLimits(root: string): HoverLimits;
