/** The page clicked through, against workflows on a Temporal server that skips time. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { createTemporalSide } from '../../src/cli/dev/temporal-side/temporal-side.js';
import { createWhatsAppTest, type WhatsAppTest } from '../../src/testing/index.js';
import { describeWithBrowser } from '../helpers/chromium.js';
import { silenceRuntime } from '../helpers/logger.js';
import { tokenMarker } from '../helpers/secrets.js';

const workflowsPath = new URL('../fixtures/kit-workflows.ts', import.meta.url);

describeWithBrowser('the phone page, clicked through', (browser) => {
  let kit: WhatsAppTest;
  let page: Page;
  let complaints: string[];

  const says = async (text: string): Promise<void> => {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.keyboard.press('Enter');
  };
  const shown = (text: string | RegExp): Locator => page.getByRole('log').getByText(text).last();
  const openTool = (name: string): Promise<void> => page.getByRole('tab', { name }).click();
  const tool = (): Locator => page.getByRole('tabpanel');
  const openMenu = async (text: string): Promise<void> => {
    const row = page.locator('.bubble-row', { hasText: text }).last();
    await row.hover();
    await row.getByRole('button', { name: 'What to do with this message' }).click();
    await page.locator('.bubble-menu').waitFor();
  };

  beforeAll(async () => {
    silenceRuntime();
    const emulator = { accessToken: `${tokenMarker}page`, flows: ['1234567'] };
    kit = await createWhatsAppTest({ workflowsPath, conversation: 'concierge', emulator });
    const { client } = kit;
    kit.emulator.setTemporalSide(createTemporalSide({ client, uiUrl: 'http://127.0.0.1:8233', namespace: 'default' }));
    ({ page, complaints } = await browser.open(`${kit.emulator.info.graphUrl}/_phone`));
    page.setDefaultTimeout(15_000);
  });
  afterAll(() => kit.close());

  test('a user is added, and writes; the panel says what is waited for, until when', async () => {
    await page.getByRole('button', { name: 'Add a user' }).click();
    await page.getByLabel('Name').fill('Ada');
    await page.getByRole('dialog').getByRole('button', { name: 'Add user' }).click();
    await openTool('Record');
    await page.getByRole('button', { name: 'Start recording' }).click();
    await says('size');
    await shown('Which size?').waitFor();
    await openTool('Temporal');
    await tool().getByText('Waits for an answer').waitFor();
    await tool()
      .getByText('“Which size?”')
      .or(tool().locator('q', { hasText: 'Which size?' }))
      .first()
      .waitFor();
    await tool().getByText('The bot').waitFor();
    const link = page.getByRole('link', { name: 'Open in Temporal UI' }).first();
    expect(await link.getAttribute('href')).toContain('/_phone/workflows/whatsapp-conversation');
    const { status, headers } = await fetch(new URL((await link.getAttribute('href')) ?? '', page.url()), {
      redirect: 'manual',
    });
    expect([status, headers.get('location')]).toEqual([
      302,
      expect.stringContaining('127.0.0.1:8233/namespaces/default/'),
    ]);
  });

  test('the panel says that a dialogue waits for what the user says next, and what is counted', async () => {
    await page.getByRole('button', { name: 'Small' }).click();
    await shown('Size s').waitFor();
    await says('next');
    await shown('Go on').waitFor();
    await tool().getByText('Waits for what the user says next').waitFor();
    await tool().getByText('until').first().waitFor();
    await tool()
      .getByText(/^Messages sent in all runs: \d+\.$/)
      .waitFor();
    await says('this');
    await shown('Then this').waitFor();
  });

  test('buttons, lists and flows are answered', async () => {
    await says('city');
    await page.getByRole('button', { name: 'Cities' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Hamburg' }).click();
    await shown('City h').waitFor();
    await says('form');
    await page.getByRole('log').getByRole('button', { name: 'Book' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Name of the field').fill('seats');
    await form.getByLabel('Answer to').fill('two');
    await form.getByRole('button', { name: 'Edit as JSON' }).click();
    await form.getByLabel('Answer as JSON').fill('{ "seats": 2 }');
    await form.getByRole('button', { name: 'Send' }).click();
    await shown(/"seats":2/).waitFor();
  });

  test('a message is reacted to and quoted, with the keyboard alone', async () => {
    await openMenu('City h');
    await page.keyboard.press('Escape');
    await page.locator('.bubble-menu').waitFor({ state: 'detached' });
    await openMenu('City h');
    await page.getByRole('button', { name: 'React with 👍' }).press('Enter');
    await page.getByRole('img', { name: 'Reactions: 👍' }).waitFor();
    await openMenu('City h');
    await page.getByRole('button', { name: 'Reply' }).press('Enter');
    await says('this one');
    await shown('this one (quoted)').waitFor();
  });

  test('time passes by a click, and the window is closed by one', async () => {
    await openTool('Time');
    const before = kit.nowMs();
    await tool().getByRole('button', { name: '+1 hour' }).click();
    // The server skips no time while a task or an activity is under way.
    await page
      .getByText(/^2[23] h( \d+ min)? left$/)
      .and(page.getByText(/^(?!23 h 59)/))
      .first()
      .waitFor({ timeout: 90_000 });
    expect(kit.nowMs() - before).toBeGreaterThanOrEqual(3_600_000);
    await tool().getByRole('button', { name: 'Close now' }).click();
    await page.getByRole('button', { name: 'Window closed' }).waitFor();
  });

  test('a fault is armed, hits one message, and is shown', async () => {
    await openTool('Faults');
    await tool().getByRole('button', { name: 'Undeliverable' }).click();
    await tool().getByText('Armed').waitFor();
    kit.emulator.configure({ enforceWindow: false });
    await says('hello');
    await shown(/never arrived: 131026/).waitFor();
    await tool().getByText('Armed').waitFor({ state: 'detached' });
    const [failed] = kit.emulator.messages({ to: '16505551234' }).slice(-1);
    await expectEventually(() => failed?.statuses.map(({ status }) => status), ['failed']);
  });

  test('a webhook is delivered once more, and handled once', async () => {
    await openTool('Webhooks');
    const count = kit.emulator.webhookDeliveries.length;
    const sent = kit.emulator.messages().length;
    await tool()
      .getByRole('button', { name: /^Redeliver webhook/ })
      .last()
      .click();
    await page.getByText(/was delivered once more/).waitFor();
    expect(kit.emulator.webhookDeliveries.slice(count)).toMatchObject([{ state: 'accepted', copyOf: 1 }]);
    await kit.waits('2 seconds');
    expect(kit.emulator.messages()).toHaveLength(sent);
  });

  test('all of it comes out as a test, and nothing has violated the policy', async () => {
    await openTool('Record');
    await page.getByRole('button', { name: 'Stop recording' }).click();
    const script = (await page.locator('.script').textContent()) ?? '';
    const lines = script.split('\n').map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        "conversation: 'concierge',",
        "const ada = kit.phone('+16505551234');",
        "await ada.says('size');",
        "await ada.sees('Which size?');",
        "await ada.taps('Small');",
        "await ada.picks('Hamburg');",
        'await ada.fills({ seats: 2 });',
        "await ada.says('this one', { quoting: 'City h' });",
        "await kit.waits('1 hour');",
        'kit.emulator.closeWindow(ada.user);',
      ]),
    );
    expect(complaints).toEqual([]);
  });
});

async function expectEventually(read: () => unknown, expected: unknown): Promise<void> {
  for (let tries = 0; tries < 100 && JSON.stringify(read()) !== JSON.stringify(expected); tries++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(read()).toEqual(expected);
}
