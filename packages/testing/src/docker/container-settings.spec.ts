import { quickStartOptions, quickStartProperties } from '../server/quick-start';
import { containerSettings } from './container-settings';

describe('containerSettings', () => {
  const cluster = {
    layout: { port: 9042, storagePort: 7000 },
    version: '5.0.8',
    nodes: 1,
    config: {},
    auth: false,
    requiresClientCertificate: false,
  };
  const place = { datacenter: 'datacenter1', rack: 'rack1', seeds: ['cassandra-1'], isJoining: false };

  it('lets a container start as quickly as a process, and leaves the last word to the user', () => {
    const users = ['-XX:TieredStopAtLevel=4', '-Dcassandra.skip_sync=false'];
    const { environment } = containerSettings(cluster, place, 512, users);
    const options = environment.JVM_EXTRA_OPTS?.split(' ') ?? [];
    const properties = Object.entries(quickStartProperties).map(([name, value]) => `-D${name}=${value}`);
    expect(options).toEqual(expect.arrayContaining([...quickStartOptions, ...properties]));
    expect(options.slice(-users.length)).toEqual(users);
  });
});
