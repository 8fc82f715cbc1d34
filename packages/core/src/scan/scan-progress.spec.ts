import { ScanMeter } from './scan-progress';
import { splitSpan, wholeRing } from '../routing/token-span';

describe('the progress of a scan', () => {
  const [first, second] = splitSpan(wholeRing, 4);

  test('knows nothing of the whole before a range is done', () => {
    const progress = new ScanMeter(4, 0, 0, 0, 0, 1).progress(10);
    expect(progress).toMatchObject({ rows: 10, rangesDone: 0, rangesTotal: 4, fraction: 0 });
    expect(progress.estimatedRows).toBeUndefined();
    expect(progress.estimatedRemainingMs).toBeUndefined();
  });

  test('estimates by the ranges that are done', () => {
    const meter = new ScanMeter(4, 0, 0, 0, 0, 1);
    meter.onRangeDone(first!, 100);
    expect(meter.progress(130)).toMatchObject({ rangesDone: 1, fraction: 0.25, estimatedRows: 400 });
    expect(meter.progress(130).estimatedRemainingMs).toBeGreaterThanOrEqual(0);
  });

  test('counts what earlier processes have done, but not their time', () => {
    const meter = new ScanMeter(4, 2, 250, 200, 0.5, 1);
    expect(meter.progress(250)).toMatchObject({ rows: 250, rowsPerSecond: 0, fraction: 0.5, estimatedRows: 400 });
    meter.onRangeDone(first!, 100);
    meter.onRangeDone(second!, 100);
    expect(meter.progress(400)).toMatchObject({ rangesDone: 4, fraction: 1, estimatedRows: 400 });
  });
});
