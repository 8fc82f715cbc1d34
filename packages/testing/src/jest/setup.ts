// The entry point '@async-cassandra/testing/jest/setup', for `globalSetup` of a Jest configuration.
import { globalSetup } from '../jest';

export = globalSetup;
