const projectsOf = require('../../jest.preset.cjs');

module.exports = { projects: projectsOf(__dirname) };
