// A table into a file. The state beside the file says how many bytes of it belong to which checkpoint of the scan: whoever goes on
// cuts the file there, so that no row is missing or doubled however the last process ended.
import { open } from 'node:fs/promises';
import { formatOf } from './formats.mjs';
import { StateFile } from './state-file.mjs';

/** Between two states. A process that is killed does this much again. */
const stateEveryMs = 1000;

/** Resolves with the number of rows in the file. `show` is given the scan's progress. */
export async function exportTable(
  session,
  { table, file, format: formatName, signal, show = () => {}, ...scanOptions },
) {
  const format = formatOf(formatName, file);
  const state = new StateFile(file);
  const saved = await state.read();
  const asked = JSON.stringify({ table, format: formatName, columns: scanOptions.columns, where: scanOptions.where });
  if (saved !== undefined && saved.asked !== asked) {
    throw new Error(`${state.path} is of another export (${saved.asked}): remove it to begin anew`);
  }
  const scan = session.scanTable(table, { ...scanOptions, checkpoint: saved?.checkpoint });
  const output = await open(file, saved === undefined ? 'w' : 'r+');
  try {
    const bytes = saved?.bytes ?? 0;
    await output.truncate(bytes);
    const save = (end) => state.write({ asked, bytes: end, checkpoint: scan.checkpoint() });
    await writePages(scan, { output, bytes, format, save, signal, show });
  } finally {
    await output.close();
  }
  await state.remove();
  return scan.progress?.rows ?? 0;
}

async function writePages(scan, { output, bytes: from, format, save, signal, show }) {
  let bytes = from;
  let savedAt = performance.now();
  for await (const rows of scan.pages()) {
    const header = bytes === 0 ? format.header(scan.columns.map(({ name }) => name)) : '';
    const text = Buffer.from(header + rows.map(format.line).join(''));
    await output.write(text, 0, text.length, bytes);
    bytes += text.length;
    show(scan.progress);
    const isDue = performance.now() - savedAt >= stateEveryMs;
    if (isDue || signal?.aborted) {
      await output.sync();
      await save(bytes);
      savedAt = performance.now();
    }
    signal?.throwIfAborted();
  }
  await output.sync();
}
