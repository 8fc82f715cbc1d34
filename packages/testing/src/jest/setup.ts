// The entry point '@async-cassandra/testing/jest/setup': what `globalSetup` of a Jest configuration names.
import { globalSetup } from '../jest';

export = globalSetup;
