// expect typescript/await-thenable: Unexpected `await` of a non-Promise
export async function count(rows: readonly number[]): Promise<number> {
  return (await rows.length) + 1;
}
