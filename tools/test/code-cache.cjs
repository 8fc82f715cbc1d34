// Jest compiles the source of a module anew for each test file that loads it: 400 modules for most stub specs. This keeps V8's code of each
// module that a worker has compiled twice, and gives it to the next compilation: that takes a third of the CPU. Modules stay apart all the same:
// each file runs that code in its own context.
const vm = require('node:vm');

const { compileFunction } = vm;
const kept = new Map();

vm.compileFunction = function (source, parameters, options) {
  if (options?.parsingContext === undefined || options.filename === undefined)
    return compileFunction(source, parameters, options);
  const key = JSON.stringify([options.filename, parameters]);
  const known = kept.get(key);
  if (known?.source !== source) {
    kept.set(key, { source });
    return compileFunction(source, parameters, options);
  }
  if (known.cachedData !== undefined)
    return compileFunction(source, parameters, { ...options, cachedData: known.cachedData });
  const compiled = compileFunction(source, parameters, { ...options, produceCachedData: true });
  known.cachedData = compiled.cachedData;
  return compiled;
};
