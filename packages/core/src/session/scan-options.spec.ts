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
  [{ columns: [] }, "Option 'columns' must be an array of at least one name"],
])('a scan refuses %j', (options, message) => {
  expect(() => checkScanOptions(options as ScanOptions)).toThrow(message);
});

test('a scan takes options that are not given', () => {
  const absent = { where: undefined, parameters: undefined, concurrency: undefined, columns: undefined };
  expect(() => checkScanOptions(absent)).not.toThrow();
});
