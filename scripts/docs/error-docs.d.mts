import type { errorSections, transportEvents, whoActs } from '../../src/common/error-codes.js';

export interface ErrorTable {
  errorSections: typeof errorSections;
  transportEvents: typeof transportEvents;
  whoActs: typeof whoActs;
}

export function errorDocs(table: ErrorTable, layout?: object): Promise<string>;
