import { runOnProtocolV4 } from './again';

runOnProtocolV4(['node-loss', 'write-outcome', 'retry-loop']);
