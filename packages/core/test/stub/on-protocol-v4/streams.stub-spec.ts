import { runOnProtocolV4 } from './again';

runOnProtocolV4(['stream', 'stream-end', 'stream-resume']);
