import { useKeyspace } from '@async-cassandra/testing/jest';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { ApiClient } from './support/api-client';
import { describeWithChromium, load, networkChanged, newPage, startChromium } from './support/chromium';
import { hourlyReadings } from './support/readings';
import { startApp, type RunningApp } from './support/start-app';

const keyspace = useKeyspace({ prefix: 'telemetry' });

describeWithChromium('the page [needs Chromium]', () => {
  let app: RunningApp;
  let client: ApiClient;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  const section = (name: string) => page.getByRole('region', { name, exact: true }).first();
  const figure = (name: string, figureName: string) => section(name).locator(`[data-figure="${figureName}"]`);

  beforeAll(async () => {
    app = await startApp({ cluster: keyspace.clusterOptions(), keyspace: keyspace.name, replicationFactor: 1 });
    client = new ApiClient(app.url);
    await client.request('PUT', '/devices/seattle', { name: 'Seattle' });
    await client.request('PUT', '/devices/roof', { name: 'Roof' });
    await client.write(hourlyReadings('seattle', '2024-05-01', 72));
    await client.write(hourlyReadings('roof', '2024-05-01', 24));
    await client.request('POST', '/devices/seattle/summaries');
    browser = await startChromium();
  });

  afterAll(async () => {
    await browser?.close();
    await app?.close();
  });

  beforeEach(async () => {
    complaints.length = 0;
    page = await newPage(browser);
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes(networkChanged)) complaints.push(message.text());
    });
    // Only what is written after the page has begun to follow is shown.
    await load(page, app.url, () => page.waitForResponse(/readings\/live/));
  });

  afterEach(async () => {
    await page.close();
    expect(complaints).toEqual([]);
  });

  test('shows nodes, requests and latency', async () => {
    await page.getByText('The service is up.').waitFor();
    await section('Nodes')
      .getByRole('row', { name: /127\.0\.0\.1:\d+ up/ })
      .waitFor();
    await section('Nodes')
      .getByRole('button', { name: /^Pause / })
      .and(page.locator(':disabled'))
      .waitFor();
    await client.write(hourlyReadings('seattle', '2024-05-01', 72));
    await figure('Requests to Cassandra', 'requests')
      .getByText(/^[1-9]/)
      .waitFor();
    await section('Latency').locator('canvas').waitFor();
  });

  test('shows the days of a device, as a plot and as a table, and sums up those of another', async () => {
    const temperatures = section('Temperatures');
    await temperatures.getByText('Seattle: low, mean and high of 3 days, 2024-05-01 to 2024-05-03.').waitFor();
    await temperatures.getByText('Show as a table').click();
    await temperatures.getByRole('row', { name: '2024-05-02 24.0 35.5 47.0' }).waitFor();

    await temperatures.getByRole('combobox').selectOption('Roof');
    await temperatures.getByText('Roof has no daily summaries yet.').waitFor();
    await temperatures.getByRole('button', { name: 'Compute daily summaries' }).click();
    await temperatures.getByRole('row', { name: '2024-05-01 0.0 11.5 23.0' }).waitFor();
  });

  test.each(['light', 'dark'] as const)(
    'breaks no rule of accessibility that can be checked, in %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await section('Latency').locator('canvas').waitFor();
      await section('Temperatures').getByText('Show as a table').click();
      await page.evaluate(axe.source);
      const { passes, violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(),
      );
      expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)])).toEqual([]);
      expect(passes.map(({ id }) => id)).toEqual(
        expect.arrayContaining(['color-contrast', 'button-name', 'select-name']),
      );
    },
  );

  test('exports to the last line', async () => {
    const exporting = section('Export');
    await exporting.getByLabel('Readings of').selectOption('Roof');
    await exporting.getByRole('button', { name: 'Start' }).click();
    await exporting.getByText('Complete: 24 rows, confirmed by the last line.').waitFor();
    await figure('Export', 'received').getByText('24', { exact: true }).waitFor();
    await exporting.getByRole('button', { name: 'Cancel' }).and(page.locator(':disabled')).waitFor();
  });

  test('pauses an export, resumes it, and cancels it', async () => {
    // A stream that does not end: what is tried here are the buttons.
    await page.route('**/readings/export', (route) => route.continue({ url: `${app.url}/status` }));
    const exporting = section('Export');
    await exporting.getByRole('button', { name: 'Start' }).click();
    await exporting.getByRole('button', { name: 'Pause reading' }).click();
    await exporting.getByText(/^Paused\./).waitFor();
    await exporting.getByRole('button', { name: 'Resume reading' }).click();
    await exporting.getByText('Reading…').waitFor();
    await exporting.getByRole('button', { name: 'Cancel' }).click();
    await exporting.getByText(/^Cancelled after/).waitFor();
    await exporting.getByRole('button', { name: 'Start' }).and(page.locator(':enabled')).waitFor();
  });

  test('follows what is written, until it is told not to', async () => {
    const live = section('Live');
    const isFollowed = page.waitForResponse(/readings\/live\?device=roof/);
    await live.getByLabel('Readings of').selectOption('Roof');
    await isFollowed;
    await client.write(hourlyReadings('roof', '2024-06-01', 3));
    await live.getByRole('row', { name: '2024-06-01 02:00:00 roof 2.0' }).waitFor();
    await live.getByRole('button', { name: 'Follow', pressed: true }).click();
    await live.getByRole('button', { name: 'Follow', pressed: false }).waitFor();
  });

  test('is used with the keyboard alone', async () => {
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name: 'Skip to the content' }).and(page.locator(':focus')).waitFor();
    const start = section('Export').getByRole('button', { name: 'Start' });
    for (let press = 0; press < 30 && !(await start.evaluate((button) => button.matches(':focus'))); press++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await section('Export')
      .getByText(/^Complete:/)
      .waitFor();
    await start.and(page.locator(':focus')).waitFor();
  });

  test('is no wider than a phone, in the light and in the dark', async () => {
    await page.setViewportSize({ width: 360, height: 800 });
    await client.write(hourlyReadings('a-device-with-a-long-name', '2024-07-01', 3));
    await section('Live')
      .getByRole('row', { name: /a-device-with-a-long-name/ })
      .first()
      .waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await section('Temperatures').locator('canvas').waitFor();
      expect(await page.locator('html').evaluate(({ scrollWidth }) => scrollWidth)).toBe(360);
    }
  });

  test('has no part without a name for a screen reader', async () => {
    await section('Nodes').getByRole('row', { name: /up/ }).waitFor();
    for (const role of ['button', 'combobox', 'link', 'region'] as const) {
      expect(await page.getByRole(role, { name: /\S/ }).count()).toBe(await page.getByRole(role).count());
    }
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
  });
});
