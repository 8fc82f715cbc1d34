import { spawnSync } from 'node:child_process';

const image = 'cassandra:5.0';
// Checked before Jest collects the tests, so that skipped tests name the reason.
const isHere = spawnSync('docker', ['image', 'inspect', image], { stdio: 'ignore' }).status === 0;

/** A group of tests that needs Docker. */
export function describeDocker(title: string, tests: () => void): void {
  const group = isHere ? describe : describe.skip;
  group(`${title}${isHere ? '' : ` [needs a Docker daemon with the image ${image}]`}`, tests);
}
