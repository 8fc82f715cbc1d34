import { checkScanOptions, type ScanOptions } from './scan-options';

test.each([
  [{ concurency: 1 }, "Unknown option 'concurency': did you mean 'concurrency'?"],
  [{ pagingState: 'x' }, "Unknown option 'pagingState': a scan takes where, "],
  [{ where: ' ' }, "Option 'where' must be a condition in CQL"],
  [{ parameters: {} }, "Option 'parameters' must be an array of values"],
  [{ concurrency: 0 }, "Option 'concurrency' must be a whole number from 1 to"],
  [{ splits: 1.5 }, "Option 'splits' must be a whole number from 1 to"],
  [{ maxRetries: -1 }, "Option 'maxRetries' must be a whole number from 0 to"],
  [{ onProgress: true }, "Option 'onProgress' must be a function"],
  [{ part: { index: 8, of: 8 } }, "Option 'part' must be { index, of }: two whole numbers, index from 0 to of - 1"],
  [{ part: { index: -1, of: 8 } }, "Option 'part' must be { index, of }"],
  [{ part: { index: 0 } }, "Option 'part' must be { index, of }"],
  [{ part: { index: 0, of: 2, off: 1 } }, "Option 'part' must be { index, of }"],
  [{ part: '3/8' }, "Option 'part' must be { index, of }"],
  [{ columns: [] }, "Option 'columns' must be an array of at least one name"],
])('a scan refuses %j', (options, message) => {
  expect(() => checkScanOptions(options as ScanOptions)).toThrow(message);
});

test('a scan takes options that are not given', () => {
  const absent = { where: undefined, parameters: undefined, concurrency: undefined, columns: undefined };
  expect(() => checkScanOptions(absent)).not.toThrow();
});
