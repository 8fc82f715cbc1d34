// The entry point '@async-cassandra/testing/jest/teardown': what `globalTeardown` of a Jest configuration names.
import { globalTeardown } from '../jest';

export = globalTeardown;
