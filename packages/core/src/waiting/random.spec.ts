import { random } from './random';

it('gives numbers from 0 on, below 1, spread evenly, whatever Math.random gives', () => {
  const fixed = jest.spyOn(Math, 'random').mockReturnValue(1);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) {
    const slot = Math.floor(random() * 10);
    counts[slot] = counts[slot]! + 1;
  }
  expect(fixed).not.toHaveBeenCalled();
  fixed.mockRestore();
  expect(counts).toHaveLength(10);
  // Ten standard deviations from 10,000.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(950);
});
