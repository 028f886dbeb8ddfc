// A stale file in lib/ would be published and could be bundled, so every build starts from nothing.
import { rmSync } from 'node:fs';

rmSync(new URL('../../lib', import.meta.url), { recursive: true, force: true });
