// The lint rules of our own as a plugin of Oxlint. The message of each tells what to do instead.
import { importBoundaries } from './import-boundaries.mjs';
import { declaredNames, fileNames, noFrame } from './names.mjs';
import { syntaxRules } from './syntax.mjs';

export default {
  meta: { name: 'ours' },
  rules: {
    'import-boundaries': importBoundaries,
    'file-names': fileNames,
    'declared-names': declaredNames,
    'no-frame': noFrame,
    ...syntaxRules,
  },
};
