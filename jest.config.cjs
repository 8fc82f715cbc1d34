// All Jest projects of all packages, for `npm test`. To work on one package, run `npx jest` in its folder.
const { existsSync, readdirSync } = require('node:fs');
const path = require('node:path');

const packages = ['packages', 'apps'].flatMap((workspace) => {
  const folder = path.join(__dirname, workspace);
  return existsSync(folder) ? readdirSync(folder).map((name) => path.join(folder, name)) : [];
});

module.exports = {
  projects: packages
    .map((folder) => path.join(folder, 'jest.config.cjs'))
    .filter((config) => existsSync(config))
    .flatMap((config) => require(config).projects),
};
