// What some tests need besides Java 17: a browser, Docker with an image of Cassandra, and a Java 11. CI gets it; a developer's machine is only
// looked at, for nobody expects a test to install anything. Tests that miss it are skipped and say so by their names.
import { ensureChromium, lookForChromium } from '../browser/ensure-chromium.mjs';
import { ensureDocker, lookForDocker, stopEngine } from '../docker/ensure-docker.mjs';
import { ensureJava11 } from './java-11.mjs';

const cassandraVersion = '5.0.8';
// On a busy machine, over a slow line.
const limitMs = 20 * 60_000;

const isCi = process.env.CI !== undefined;
let enginePid;

/** Resolves with a word about what there is; a thing that cannot be had is no failure. */
async function provide(look, ensure) {
  if (!isCi) return look();
  try {
    return await ensure(AbortSignal.timeout(limitMs));
  } catch (error) {
    return `cannot be had here: ${String(error instanceof Error ? error.message : error).split('\n')[0]}`;
  }
}

/** For the tests that click through a page. */
export const provideBrowser = (show) => provide(lookForChromium, (signal) => ensureChromium({ show, signal }));

/** For the tests of containers. `stopDocker` ends what it had to start. */
export const provideDocker = (show) =>
  provide(
    () => lookForDocker(cassandraVersion),
    async (signal) => {
      const { image, startedPid } = await ensureDocker(cassandraVersion, { show, signal });
      enginePid = startedPid;
      return `has ${image}`;
    },
  );

export const stopDocker = () => stopEngine(enginePid);

/** For the tests of Cassandra 4. */
export const provideJava11 = () =>
  provide(
    () => 'where a variable JAVA_HOME_11_... names one',
    (signal) => ensureJava11({ signal }),
  );
