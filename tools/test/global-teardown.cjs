module.exports = (...args) => require('@async-cassandra/testing/jest').globalTeardown(...args);
