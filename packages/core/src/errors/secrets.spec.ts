import { hideSecrets, withoutSecrets } from './secrets';
import { CqlSyntaxError } from './server-errors';

const secret = 'hunter2';

it.each([
  `CREATE ROLE bob WITH PASSWORD = '${secret}' AND LOGIN = true`,
  `create user bob with password '${secret}'`,
  `ALTER ROLE bob WITH HASHED PASSWORD = '${secret}'`,
  `CREATE ROLE bob WITH PASSWORD = $$${secret}$$`,
  `CREATE ROLE bob WITH PASSWORD = '${secret}`,
  `CREATE ROLE bob WITH PASSWORD = $$${secret}`,
  `CREATE ROLE bob WITH PASSWORD = ${secret}`,
  `CREATE ROLE bob WITH PASSWORD ${secret}`,
  `CREATE ROLE bob WITH PASSWORD="${secret}"`,
  `CREATE ROLE bob WITH PASWORD = '${secret}'`,
  `CREATE ROLE bob WITH OPTIONS = { 'key': '${secret}' }`,
  `CREATE ROLE bob WITH PASSWORD = 'it''s ${secret}'`,
  `CREATE ROLE bob WITH PASSWORD = 'it's ${secret}'`,
  `CREATE/**/ROLE bob WITH OPTIONS = { 'key': '${secret}' }`,
  `CREATE -- a comment\n /* * / ** */ ROLE bob WITH PASSWORD ${secret}`,
  `CREATE ROLE bob WITH OPTIONS = { key: ${secret} }`,
  `CREATE ROLE bob WITH HASHED PASSWORD = $2a$10$${secret}`,
  `CREATE ROLE bob WITH PASSWORD == ${secret}`,
  `CREATE ROLE bob WITH PASSWORD: ${secret}`,
  `CREATE ROLE bob WITH PASSWORD is ${secret}`,
  `CREATE ROLE bob WITH PASSWORD = my ${secret} AND LOGIN = true`,
  `CREATE ROLE bob WITH PASSWORD = 'x' ${secret}`,
  `CREATE USER bob WITH PASSWORD x ${secret} SUPERUSER`,
])('%s is shown without its secret', (text) => {
  expect(withoutSecrets(text)).not.toContain(secret);
  expect(withoutSecrets(text)).toMatch(/bob with/i);
});

it.each([
  `line 1:46 mismatched input 'SUPER' expecting EOF (...USER bob WITH PASSWORD '${secret}' [SUPER])`,
  `line 1:32 mismatched input '${secret}' expecting STRING_LITERAL (CREATE ROLE bob WITH PASSWORD = [${secret}])`,
  `line 1:54 no viable alternative at input 'x' (...WITH PASSWORD = $$${secret}$$ AND [x])`,
])('the server says it without the secret: %s', (said) => {
  const error = new CqlSyntaxError(said);
  hideSecrets(error, [`CREATE ROLE bob WITH PASSWORD = '${secret}'`]);
  expect(`${error.message}${error.stack}`).not.toContain(secret);
  expect(error.message).toMatch(/^line 1:\d\d /);
});

it('the options after a password stay readable', () => {
  const shown = "CREATE ROLE bob WITH PASSWORD = '***' AND LOGIN = true";
  expect(withoutSecrets("CREATE ROLE bob WITH PASSWORD = 'x' AND LOGIN = true")).toBe(shown);
  expect(withoutSecrets('CREATE ROLE bob WITH PASSWORD = x y AND LOGIN = true')).toBe(shown.replaceAll("'", ''));
});

it('is quick for a text that is made to be slow', () => {
  for (const part of [' --', ' -- \n', ' /**/', ' /*', '\t']) withoutSecrets(`CREATE${part.repeat(50_000)}`);
});

it('a column that is called password stays readable', () => {
  const text = `UPDATE users SET password = '${secret}' WHERE name = ?`;
  expect(withoutSecrets(text)).toBe("UPDATE users SET password = '***' WHERE name = ?");
  expect(withoutSecrets('SELECT password FROM users')).toBe('SELECT password FROM users');
});

it('of any other text nothing is hidden', () => {
  const text = "SELECT * FROM users WHERE name = 'bob'";
  const error = new CqlSyntaxError("line 1:9 no viable alternative at input 'FROM' (SELECT [*] FROM users)");
  hideSecrets(error, text);
  expect(withoutSecrets(text)).toBe(text);
  expect(error.message).toMatch(/\(SELECT \[\*\] FROM users\)$/);
});
