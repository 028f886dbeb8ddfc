import type { Browser } from 'playwright-core';

/** The path of a Chromium: `CHROMIUM_PATH`, else one on the `PATH`; undefined when there is none. */
export function findChromium(env?: NodeJS.ProcessEnv): string | undefined;

/** Starts it. */
export function launchChromium(executablePath: string): Promise<Browser>;
