// What some tests need besides Java 17: a browser, Docker with an image of Cassandra, and a Java 11. CI gets it; a developer's machine is only
// looked at, for nobody expects a test to install anything. Tests that miss it are skipped and say so by their names.
import { ensureChromium, lookForChromium } from '../browser/ensure-chromium.mjs';
import { ensureDocker, lookForDocker, stopEngine } from '../docker/ensure-docker.mjs';
import { step } from '../terminal.mjs';
import { ensureJava11 } from './java-11.mjs';

const cassandraVersion = '5.0.8';
const limitMs = 5 * 60_000;

const isCiRun = () => process.env.CI !== undefined;

/** For the tests that click through a page. */
export async function provisionBrowser(isCi = isCiRun()) {
  await step('Chromium', async (show) => {
    if (!isCi) return lookForChromium();
    try {
      return await ensureChromium({ show, signal: AbortSignal.timeout(limitMs) });
    } catch (error) {
      return `cannot be had here: ${firstLine(error)}`;
    }
  });
}

/** For the cluster tests. Resolves with a function that ends what it had to start. */
export async function provision(isCi = isCiRun()) {
  let startedPid;
  await step('Docker', async (show) => {
    if (!isCi) return lookForDocker(cassandraVersion);
    try {
      const docker = await ensureDocker(cassandraVersion, { show, signal: AbortSignal.timeout(limitMs) });
      ({ startedPid } = docker);
      return `has ${docker.image}`;
    } catch (error) {
      return `cannot run here: ${firstLine(error)}`;
    }
  });
  await step('Java 11', async () => {
    try {
      return isCi
        ? await ensureJava11({ signal: AbortSignal.timeout(limitMs) })
        : 'where a variable JAVA_HOME_11_... names one';
    } catch (error) {
      return `cannot be had here: ${firstLine(error)}`;
    }
  });
  return () => stopEngine(startedPid);
}

const firstLine = (error) => String(error instanceof Error ? error.message : error).split('\n')[0];
