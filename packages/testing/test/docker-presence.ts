import { spawnSync } from 'node:child_process';

const image = 'cassandra:5.0';
// Asked before Jest collects the tests, so that those which cannot run say so by their name.
const isHere = spawnSync('docker', ['image', 'inspect', image], { stdio: 'ignore' }).status === 0;

/** A group of tests that needs Docker. */
export function describeDocker(title: string, tests: () => void): void {
  const group = isHere ? describe : describe.skip;
  group(`${title}${isHere ? '' : ` [needs a Docker daemon with the image ${image}]`}`, tests);
}
