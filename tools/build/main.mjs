// `node ../../tools/build/main.mjs` in the folder of a package or application builds it: the `build` target of all of them (nx.json).
import path from 'node:path';
import { root } from '../run-command.mjs';
import { runMain } from '../terminal.mjs';
import { buildWorkspaces } from './workspaces.mjs';

await runMain(() => buildWorkspaces([path.relative(root, process.cwd())]));
