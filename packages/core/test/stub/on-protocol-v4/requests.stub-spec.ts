import { runOnProtocolV4 } from './again';

runOnProtocolV4(['request', 'limits', 'stalled-connection']);
