import { checkScanOptions, type ScanOptions } from './scan-options';

test.each([
  [{ concurency: 1 }, "Unknown scan option 'concurency'"],
  [{ pagingState: 'x' }, "Unknown scan option 'pagingState'"],
  [{ where: ' ' }, "Scan option 'where' must be a condition in CQL"],
  [{ parameters: {} }, "Scan option 'parameters' must be an array of values"],
  [{ concurrency: 0 }, "Scan option 'concurrency' must be a whole number of ranges above 0"],
  [{ splits: 1.5 }, "Scan option 'splits' must be a whole number of ranges above 0"],
  [{ maxRetries: -1 }, "Scan option 'maxRetries' must be a whole number of at least 0"],
  [{ onProgress: true }, "Scan option 'onProgress' must be a function"],
  [{ columns: [] }, "Scan option 'columns' must be an array of at least one name"],
])('a scan refuses %j', (options, message) => {
  expect(() => checkScanOptions(options as ScanOptions)).toThrow(message);
});

test('a scan takes options that are not given', () => {
  const absent = { where: undefined, parameters: undefined, concurrency: undefined, columns: undefined };
  expect(() => checkScanOptions(absent)).not.toThrow();
});
