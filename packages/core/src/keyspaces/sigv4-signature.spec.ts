import { answerTo } from './sigv4-signature';

// Origin: test/unit/sigv4-auth-signature-tests.js of aws/aws-sigv4-auth-cassandra-nodejs-driver-plugin at b72075c.
const challenge = {
  region: 'us-west-2',
  nonce: '91703fdc2ef562e19fbdab0f58e42fe5',
  signedAt: new Date(1_591_742_511_000),
};
const accessKey = { accessKeyId: 'UserID-1', secretAccessKey: 'UserSecretKey-1' };
const published =
  'signature=7f3691c18a81b8ce7457699effbfae5b09b4e0714ab38c1292dbdf082c9ddd87,access_key=UserID-1,amzdate=2020-06-09T22:41:51.000Z';

describe('the answer to the challenge of Amazon Keyspaces', () => {
  it('is the published one for an access key', () => {
    expect(answerTo(challenge, accessKey)).toBe(published);
  });

  it('has the token of temporary credentials at its end', () => {
    const temporary = { ...accessKey, sessionToken: 'sess-token-1' };
    expect(answerTo(challenge, temporary)).toBe(`${published},session_token=sess-token-1`);
  });

  it.each([
    { region: 'us-west-1' },
    { nonce: '91703fdc2ef562e19fbdab0f58e42fe6' },
    { signedAt: new Date(1_591_742_511_001) },
  ])('signs %j too', (other) => {
    const signature = (answer: string): string => answer.slice(0, answer.indexOf(','));
    expect(signature(answerTo({ ...challenge, ...other }, accessKey))).not.toBe(signature(published));
  });
});
