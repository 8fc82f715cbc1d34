// The browser of the machine, if there is one; `npm test` installs it if possible (tools/browser).
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { lastLimitMs } from './until';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

function findExecutable(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const executablePath = findExecutable();

/** `describe`, skipped without Chromium. */
export const describeWithChromium = executablePath === undefined ? describe.skip : describe;

/** Starts without Chromium's sandbox, which refuses root, the user of tests in containers. */
export const startChromium = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox'], timeout: lastLimitMs });

/** Opens a page with long time limits for a busy machine; an error names the awaited condition. */
export async function newPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(lastLimitMs);
  return page;
}

/** What Chromium reports of a request that failed because the network of the machine changed: a container of somebody started or ended. */
export const networkChanged = 'net::ERR_NETWORK_CHANGED';

/** Loads the address until `isLoaded` resolves: again whenever a part failed because the network of the machine changed. */
export async function load(page: Page, url: string, isLoaded: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const networkFailure = page
      .waitForEvent('requestfailed', (request) => request.failure()?.errorText === networkChanged)
      .then(() => true);
    const loaded = Promise.all([isLoaded(), page.goto(url)]).then(() => false);
    for (const ends of [networkFailure, loaded]) ends.catch(() => {});
    // Where the address itself could not be loaded, this error comes before the event.
    const mustRepeat = await Promise.race([networkFailure, loaded]).catch((error: Error) => {
      if (error.message.includes(networkChanged)) return true;
      throw error;
    });
    if (!mustRepeat) return;
  }
}
