// `npm run docs`: writes the API reference into out/api, which git ignores.
import path from 'node:path';
import { buildWorkspaces } from '../build/workspaces.mjs';
import { installWhatIsMissing } from '../install.mjs';
import { root } from '../run-command.mjs';
import { runMain, step } from '../terminal.mjs';

async function main() {
  await step('install', installWhatIsMissing);
  await step('build', () => buildWorkspaces());
  const { referenceFolder, writeReference } = await import('./reference.mjs');
  await step('API reference', async (show) => {
    await writeReference(referenceFolder, { onPackage: show });
    return path.relative(root, path.join(referenceFolder, 'index.html'));
  });
}

await runMain(main);
