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
