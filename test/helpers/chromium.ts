/** The browser of a test file: one for all tests of it. Without a Chromium they are skipped, and say so. */
import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../../scripts/phone-page/chromium.mjs';

/** Opens pages. What a page complains about is kept: violations of its policy, errors, and the console. */
export interface TestBrowser {
  open(url: string, options?: BrowserContextOptions): Promise<{ page: Page; complaints: string[] }>;
}

/** A group of tests with a browser. */
export function describeWithBrowser(name: string, tests: (browser: TestBrowser) => void): void {
  const path = findChromium();
  if (path === undefined) {
    console.warn(`SKIPPED: ${name}: there is no Chromium on this machine (apt-get install chromium, or CHROMIUM_PATH)`);
    describe.skip(name, () => tests({ open: () => Promise.reject(new Error('no browser')) }));
    return;
  }
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium(path);
    });
    afterAll(() => browser.close());
    tests({ open: (url, options) => openPage(browser, url, options) });
  });
}

async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 844 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.exposeFunction('complain', (what: string) => complaints.push(what));
  await page.addInitScript(
    "document.addEventListener('securitypolicyviolation', (event) => complain(event.violatedDirective + ' ' + event.blockedURI))",
  );
  await page.goto(url);
  return { page, complaints };
}
