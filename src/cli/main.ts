#!/usr/bin/env node
/** The bin `temporal-whatsapp`. */
import { processIo } from './io.js';
import { createProgram } from './program.js';

const io = processIo();
const line = process.argv.slice(2);
try {
  const program = await createProgram(io, line);
  await program.parseAsync(line, { from: 'user' });
} catch (error) {
  io.note(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
