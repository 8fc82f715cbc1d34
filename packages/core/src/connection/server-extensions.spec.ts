import { ServerExtensions } from './server-extensions';

const mark = 'LWT_OPTIMIZATION_META_BIT_MASK=2147483648';

describe('ServerExtensions', () => {
  it('asks a server without extensions for nothing', () => {
    const extensions = new ServerExtensions();
    expect(extensions.accept({ COMPRESSION: ['lz4'], CQL_VERSION: ['3.4.7'] })).toEqual({});
    expect([extensions.conditionalFlag, extensions.sendsTablets]).toEqual([0, false]);
  });

  it('asks for the mark of conditional statements, a flag of 32 bits', () => {
    const extensions = new ServerExtensions();
    expect(extensions.accept({ SCYLLA_LWT_ADD_METADATA_MARK: [mark] })).toEqual({ SCYLLA_LWT_ADD_METADATA_MARK: mark });
    // Flags are read as signed numbers.
    expect(extensions.conditionalFlag).toBe(Buffer.from('80000000', 'hex').readInt32BE());
  });

  it.each([[[]], [['']], [['LWT_OPTIMIZATION_META_BIT_MASK=x']], [['LWT_OPTIMIZATION_META_BIT_MASK=0']]])(
    'does not ask for a mark that it cannot read: %j',
    (values) => {
      const extensions = new ServerExtensions();
      expect(extensions.accept({ SCYLLA_LWT_ADD_METADATA_MARK: values })).toEqual({});
      expect(extensions.conditionalFlag).toBe(0);
    },
  );

  it('asks for tablets, and remembers what another node of the cluster offered', () => {
    const extensions = new ServerExtensions();
    expect(extensions.accept({ TABLETS_ROUTING_V1: [''] })).toEqual({ TABLETS_ROUTING_V1: '' });
    expect(extensions.accept({})).toEqual({});
    expect(extensions.sendsTablets).toBe(true);
  });
});
