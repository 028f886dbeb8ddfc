// What the phone page loads beside its modules: the compiler copies no style sheet and no picture.
import { copyFileSync, readdirSync } from 'node:fs';

const from = new URL('../../src/emulator/phone/page/', import.meta.url);
const to = new URL('../../lib/emulator/phone/page/', import.meta.url);
for (const name of readdirSync(from).filter((file) => /\.(?:css|svg)$/.test(file)))
  copyFileSync(new URL(name, from), new URL(name, to));
