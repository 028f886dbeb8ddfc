/** The page with every kind of message: pictures in four forms, its policy, and what a reader of screens gets. */
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { playScene } from '../../scripts/phone-page/scene.mjs';
import { GraphEmulator } from '../../src/emulator/index.js';
import { describeWithBrowser } from '../helpers/chromium.js';
import { sceneTemporalSide } from '../../scripts/phone-page/temporal-side.mjs';

const pictures = fileURLToPath(new URL('../../.tmp/pictures', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const forms = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1280, 390].map((width) => ({ colorScheme, width, name: `${colorScheme}-${width}` })),
);

describeWithBrowser('the phone page with every kind of message', (browser) => {
  let emulator: GraphEmulator;
  let receiver: Server;
  let sent: Record<string, string>;

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    receiver = createServer((request, response) => request.resume().on('end', () => response.end()));
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const { port } = receiver.address() as AddressInfo;
    const webhookUrl = `http://127.0.0.1:${port}/webhook`;
    emulator = await GraphEmulator.start({ anyId: true, webhookUrl, temporalSide: sceneTemporalSide() });
    ({ sent } = await playScene(emulator.info));
  });
  afterAll(async () => {
    await emulator.stop();
    receiver.closeAllConnections();
    receiver.close();
  });

  test.each(forms)('$name: every message is drawn, nothing violates the policy, axe finds nothing', async (form) => {
    const { name, colorScheme, width } = form;
    const { page, complaints } = await browser.open(`${emulator.info.graphUrl}/_phone`, {
      colorScheme,
      viewport: { width, height: 844 },
    });
    await page.getByRole('button', { name: /Trattoria Temporal/ }).click();
    await page.getByRole('log').getByText('Did you like it?').last().waitFor();
    const drawn = await page
      .locator('article')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-message')));
    const { reaction, ...shown } = sent;
    expect(drawn).toEqual(expect.arrayContaining(Object.values(shown)));
    expect(drawn).not.toContain(reaction);
    expect(await brokenPictures(page)).toEqual([]);
    await page.screenshot({ path: `${pictures}/${name}.png` });
    await wholeChat(page, `${pictures}/${name}-all.png`);
    expect(await problems(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test.each(['light', 'dark'] as const)('%s: the tools beside the chat', async (colorScheme) => {
    const { page, complaints } = await browser.open(`${emulator.info.graphUrl}/_phone`, { colorScheme });
    await page.getByRole('button', { name: /Trattoria Temporal/ }).click();
    for (const tool of ['Time', 'Faults', 'Webhooks', 'Record']) {
      await page.getByRole('tab', { name: tool }).click();
      await page.screenshot({ path: `${pictures}/${colorScheme}-${tool.toLowerCase()}.png` });
      expect(await problems(page, '.pane-tools')).toEqual([]);
    }
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});

/** Pictures whose bytes did not come. Those below the fold load when they are seen. */
async function brokenPictures(page: Page): Promise<string[]> {
  for (const picture of await page.locator('img').all()) await picture.scrollIntoViewIfNeeded();
  return page.evaluate('[...document.images].filter((one) => one.naturalWidth === 0).map((one) => one.src)');
}

/** The whole chat in one picture: the window is made as tall as the log. */
async function wholeChat(page: Page, path: string): Promise<void> {
  const { width = 1280, height = 844 } = page.viewportSize() ?? {};
  const tall = await page.locator('.log').evaluate((log) => log.scrollHeight);
  await page.setViewportSize({ width, height: tall + 140 });
  await page.screenshot({ path });
  await page.setViewportSize({ width, height });
}

/** What axe finds to be serious in a part of the page. */
async function problems(page: Page, part = 'body'): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate<AxeResult>(`axe.run('${part}', { resultTypes: ['violations'] })`);
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`));
}

interface AxeResult {
  violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
}
