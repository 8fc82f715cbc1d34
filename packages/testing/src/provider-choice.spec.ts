import type { ProviderName } from './fixture';
import { chooseProvider, type AvailabilityCheck } from './provider-choice';

const checks = (external: boolean, jvm: boolean) =>
  new Map<ProviderName, AvailabilityCheck>([
    ['external', async () => ({ isAvailable: external, reason: external ? 'one is named' : 'none is named' })],
    ['jvm', async () => ({ isAvailable: jvm, reason: jvm ? 'there is Java' : 'there is no Java' })],
  ]);

describe('chooseProvider', () => {
  it('takes the first that is available', async () => {
    expect(await chooseProvider(checks(true, true), {})).toEqual({ provider: 'external', reason: 'one is named' });
  });

  it('says why it passed over the others', async () => {
    expect(await chooseProvider(checks(false, true), {})).toEqual({
      provider: 'jvm',
      reason: 'there is Java; not external: none is named',
    });
  });

  it('does not ask those after its choice', async () => {
    const jvm = jest.fn();
    await chooseProvider(checks(true, false).set('jvm', jvm), {});
    expect(jvm).not.toHaveBeenCalled();
  });

  it('says what each one lacks when there is none', async () => {
    await expect(chooseProvider(checks(false, false), {})).rejects.toMatchObject({
      code: 'NO_PROVIDER',
      message: 'Cannot start a Cassandra on this machine:\n- not external: none is named\n- not jvm: there is no Java',
    });
  });
});
