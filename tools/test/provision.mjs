// The tools that some tests need besides Java 17: a browser, Docker with an image of Cassandra, and a Java 11. Installed on CI; a developer's
// machine is only searched, because a test should not install anything there. Tests without their tool are skipped, with the reason in their names.
import { ensureChromium, lookForChromium } from '../browser/ensure-chromium.mjs';
import { ensureDocker, lookForDocker, stopEngine } from '../docker/ensure-docker.mjs';
import { ensureJava11 } from './java-11.mjs';

const cassandraVersion = '5.0.8';
// Long enough for a busy machine with a slow network.
const limitMs = 20 * 60_000;

const isCi = process.env.CI !== undefined;
let enginePid;

/** Resolves with a description of the tool; a missing tool is not a failure. */
async function provide(look, ensure) {
  if (!isCi) return look();
  try {
    return await ensure(AbortSignal.timeout(limitMs));
  } catch (error) {
    return `not available here: ${String(error instanceof Error ? error.message : error).split('\n')[0]}`;
  }
}

/** Provides the browser, for the tests of the demo page. */
export const provideBrowser = (show) => provide(lookForChromium, (signal) => ensureChromium({ show, signal }));

/** Provides Docker, for the tests of containers. `stopDocker` stops what it had to start. */
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

/** Provides Java 11, for the tests of Cassandra 4. */
export const provideJava11 = () =>
  provide(
    () => 'where a variable JAVA_HOME_11_... names one',
    (signal) => ensureJava11({ signal }),
  );
