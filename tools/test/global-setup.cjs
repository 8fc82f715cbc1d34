// Jest wants one function in a file of its own; the server is the testing package's. Loaded late, from its build, so that
// unit tests run before anything was built.
module.exports = (...args) => require('@async-cassandra/testing/jest').globalSetup(...args);
