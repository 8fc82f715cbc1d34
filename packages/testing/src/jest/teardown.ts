// The entry point '@async-cassandra/testing/jest/teardown', for `globalTeardown` of a Jest configuration.
import { globalTeardown } from '../jest';

export = globalTeardown;
