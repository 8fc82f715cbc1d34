import { findJava, findMaven, parseJavaVersion } from './toolchain';

const printed = (version: string) => `openjdk version "${version}" 2025-04-15\nOpenJDK Runtime Environment (build)`;

function machineWith(outputs: Record<string, string>) {
  return async (file: string) => {
    const output = outputs[file];
    if (output === undefined) throw new Error(`spawn ${file} ENOENT`);
    return output;
  };
}

describe('parseJavaVersion', () => {
  it.each([
    ['17.0.15', 17],
    ['11.0.2', 11],
    ['21', 21],
    ['24-ea', 24],
    ['1.8.0_412', 8],
  ])('reads %s as %d', (version, expected) => {
    expect(parseJavaVersion(printed(version))).toBe(expected);
  });

  it('finds nothing in the output of something else', () => {
    expect(parseJavaVersion('Unable to locate a Java Runtime')).toBeUndefined();
  });
});

describe('findJava', () => {
  it('takes the one on the path', async () => {
    const java = await findJava('5.0.8', {}, machineWith({ java: printed('17.0.15') }));
    expect(java).toEqual({ executable: 'java', version: 17 });
  });

  it('prefers the one of JAVA_HOME', async () => {
    const machine = machineWith({ '/opt/jdk/bin/java': printed('11.0.2'), java: printed('17.0.15') });
    expect(await findJava('5.0.8', { JAVA_HOME: '/opt/jdk' }, machine)).toEqual({
      executable: '/opt/jdk/bin/java',
      version: 11,
    });
  });

  it('takes the best release where no JAVA_HOME chooses', async () => {
    const machine = machineWith({ '/opt/jdk11/bin/java': printed('11.0.13'), java: printed('17.0.15') });
    expect((await findJava('5.0.8', { JAVA_HOME_11_X64: '/opt/jdk11' }, machine)).version).toBe(17);
  });

  it('passes over a release that Cassandra does not run on', async () => {
    const machine = machineWith({ '/opt/jdk/bin/java': printed('21'), java: printed('17.0.15') });
    expect((await findJava('5.0.8', { JAVA_HOME: '/opt/jdk' }, machine)).version).toBe(17);
  });

  it('takes an older Cassandra to the Java that a variable of its own names', async () => {
    const machine = machineWith({ '/opt/jdk11/bin/java': printed('11.0.13'), java: printed('17.0.15') });
    const environment = { JAVA_HOME: '', JAVA_HOME_8_X64: '/opt/jdk8', JAVA_HOME_11_ARM64: '/opt/jdk11' };
    expect((await findJava('4.1.10', environment, machine)).executable).toBe('/opt/jdk11/bin/java');
  });

  it('says which Java an older Cassandra needs and which is here', async () => {
    await expect(findJava('4.0.19', {}, machineWith({ java: printed('17.0.15') }))).rejects.toMatchObject({
      code: 'JAVA_MISSING',
      message: 'Cassandra 4.0.19 needs Java 11, but found Java 17 at java. Install it, or set JAVA_HOME to it',
    });
  });

  it('says in one sentence what is needed and what was found', async () => {
    const found = findJava('5.0.8', { JAVA_HOME: '/opt/jdk' }, machineWith({ java: printed('24') }));
    await expect(found).rejects.toMatchObject({
      code: 'JAVA_MISSING',
      message:
        'Cassandra 5.0.8 needs Java 17 or 11, but found no /opt/jdk/bin/java and Java 24 at java. Install it, or set JAVA_HOME to it',
    });
  });
});

describe('findMaven', () => {
  it('gives the command when it runs', async () => {
    expect(await findMaven(machineWith({ mvn: 'Apache Maven 3.8.7' }))).toBe('mvn');
  });

  it('says what it is for when it is missing', async () => {
    await expect(findMaven(machineWith({}))).rejects.toMatchObject({ code: 'MAVEN_MISSING' });
  });
});
