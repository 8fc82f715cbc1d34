import { describeStatement } from './statement-description';

describe('describeStatement', () => {
  it('gives the same hash whatever the values are, and another for another statement', () => {
    const ada = describeStatement("SELECT * FROM users WHERE name = 'Ada'");
    const bob = describeStatement("SELECT * FROM users WHERE name = 'Bob'");
    expect(bob).toEqual(ada);
    expect(describeStatement('SELECT * FROM users WHERE id = 5').hash).not.toBe(ada.hash);
  });

  it('gives the same hash in every process', () => {
    // Computed by `printf 'SELECT * FROM users WHERE id = ?' | sha256sum`.
    expect(describeStatement('SELECT * FROM users WHERE id = 7').hash).toBe('6f540be5517aaffe');
  });

  it('sums a statement up as what it does and to what', () => {
    expect(describeStatement('SELECT * FROM shop.users').summary).toBe('SELECT shop.users');
    expect(describeStatement('CREATE ROLE bob').summary).toBe('CREATE ROLE');
  });

  it('says of a batch what its statements have in common', () => {
    const insert = 'INSERT INTO events (id) VALUES (?)';
    expect(describeStatement([insert, insert])).toMatchObject({
      summary: 'BATCH INSERT events',
      operation: 'BATCH INSERT',
      table: 'events',
      text: insert,
    });
    expect(describeStatement([insert, 'UPDATE counts SET n = n + 1 WHERE id = 5'])).toMatchObject({
      summary: 'BATCH',
      table: undefined,
      text: `${insert}; UPDATE counts SET n = n + ? WHERE id = ?`,
    });
  });

  it('gives batches of one statement one hash, however many there are', () => {
    const insert = 'INSERT INTO events (id) VALUES (?)';
    expect(describeStatement(Array(30).fill(insert)).hash).toBe(describeStatement([insert]).hash);
    expect(describeStatement([insert]).hash).not.toBe(describeStatement(insert).hash);
  });
});
