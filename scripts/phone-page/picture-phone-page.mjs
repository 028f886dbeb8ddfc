/**
 * Makes the pictures of docs/phone-page.md, of docs/messages.md and of the README: `npm run docs:pictures`. It needs a
 * Chromium, and a font with emoji.
 */
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { findChromium, launchChromium } from './chromium.mjs';
import { playScene } from './scene.mjs';
import { sceneTemporalSide } from './temporal-side.mjs';

const { GraphEmulator } = await import('../../lib/testing/index.js');
const folder = fileURLToPath(new URL('../../docs/pictures', import.meta.url));
mkdirSync(`${folder}/messages`, { recursive: true });

const edge = 8;
const unpictured = ['reaction', 'failed', 'question'];

const path = findChromium();
if (path === undefined) throw new Error('no Chromium on this machine: apt-get install chromium, or set CHROMIUM_PATH');
const receiver = createServer((request, response) => request.resume().on('end', () => response.end()));
await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
const emulator = await GraphEmulator.start({
  anyId: true,
  webhookUrl: `http://127.0.0.1:${receiver.address().port}/webhook`,
  temporalSide: sceneTemporalSide(),
});
const browser = await launchChromium(path);
try {
  const { sent } = await playScene(emulator.info);
  await picture('phone-page', { colorScheme: 'light', width: 1280, height: 720 });
  await picture('phone-page-dark', { colorScheme: 'dark', width: 1280, height: 720, tool: 'Time' });
  await picture('phone-page-narrow', { colorScheme: 'light', width: 390, height: 720 });
  await pictureMessages(sent);
} finally {
  await browser.close();
  await emulator.stop();
  receiver.closeAllConnections();
  receiver.close();
}

async function picture(name, { colorScheme, width, height, tool }) {
  const page = await openChat({ colorScheme, viewport: { width, height } });
  if (tool !== undefined) await page.getByRole('tab', { name: tool }).click();
  // "read" comes a moment after the messages are seen, and the fonts may still be loading.
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.close();
}

/** A picture of each kind of message, by itself. A reaction is seen at the text. */
async function pictureMessages(sent) {
  const page = await openChat({ colorScheme: 'light', viewport: { width: 390, height: 844 } });
  for (const [kind, id] of Object.entries(sent).filter(([name]) => !unpictured.includes(name))) {
    const bubble = page.locator(`article[data-message="${id}"]`);
    await bubble.scrollIntoViewIfNeeded();
    await page.waitForTimeout(200);
    const { x, y, width, height } = await bubble.boundingBox();
    // A reaction hangs below the bubble.
    const clip = { x: x - edge, y: y - edge, width: width + 2 * edge, height: height + 3 * edge };
    await page.screenshot({ path: `${folder}/messages/${kind}.png`, clip });
  }
  await page.close();
}

async function openChat(options) {
  const page = await browser.newPage(options);
  await page.goto(`${emulator.info.graphUrl}/_phone`);
  await page.getByRole('button', { name: /Trattoria Temporal/ }).click();
  await page.getByText('Did you like it?').last().waitFor();
  return page;
}
