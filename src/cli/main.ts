#!/usr/bin/env node
/** The bin `temporal-whatsapp`. */
import { processIo } from './io.js';
import { createProgram } from './program.js';

const io = processIo();
try {
  await createProgram(io).parseAsync();
} catch (error) {
  io.note(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
