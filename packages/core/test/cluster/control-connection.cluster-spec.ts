import type { CassandraFixture, CassandraNode } from '@async-cassandra/testing';
import type { Endpoint } from '../../src/connection/endpoint';
import { openControl } from '../control/control-support';

const contactPointsOf = ({ contactPoints, port }: CassandraFixture): Endpoint[] =>
  contactPoints.map((address) => ({ address, port }));

describe('the control connection to three nodes', () => {
  let fixture: CassandraFixture;

  beforeAll(async () => {
    fixture = await sharedClusters.threeNodes();
  });

  const nodeAt = (endpoint: string): CassandraNode => {
    const index = fixture.contactPoints.findIndex((address) => `${address}:${fixture.port}` === endpoint);
    return fixture.node(index);
  };

  it('moves away from a node that is killed, and hears that it is back', async () => {
    await using opened = await openControl(contactPointsOf(fixture));
    const { control, heard } = opened;
    const lost = control.currentNode!;
    await nodeAt(lost.endpoint).kill();
    await heard.until(() => heard.warnings.length > 0);
    await control.metadata.refreshKeyspaces();
    expect(control.currentNode).not.toBe(lost);
    expect([control.nodes.length, heard.removed]).toEqual([3, []]);
    await nodeAt(lost.endpoint).start();
    await heard.until(() => heard.hints.includes(lost));
    expect(control.nodes.filter((node) => node !== lost)).toContain(control.currentNode);
    expect(await control.metadata.checkSchemaAgreement()).toBe(true);
  });

  it('moves away from a node that is paused, once it has not answered in time', async () => {
    await using opened = await openControl(contactPointsOf(fixture), { controlConnectionTimeoutMs: 8000 });
    const { control } = opened;
    const stuck = control.currentNode!;
    const paused = nodeAt(stuck.endpoint);
    await paused.pause();
    try {
      await expect(control.metadata.refreshKeyspaces()).rejects.toThrow('did not answer within 8000 ms');
      await control.metadata.refreshKeyspaces();
      expect(control.currentNode).not.toBe(stuck);
    } finally {
      await paused.resume();
    }
  });
});
