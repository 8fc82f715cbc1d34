import { AnswerTimes } from './answer-times';

/** A node that answers `count` requests, one after the other, each after `durationMs`. Returns the time of the last answer. */
function answer(times: AnswerTimes, count: number, durationMs: number, from = 0, isError = false): number {
  let now = from;
  for (let i = 0; i < count; i++) {
    times.sent(now);
    now += durationMs;
    times.answered(durationMs, now, isError);
  }
  return now;
}

describe('AnswerTimes', () => {
  it('says nothing of a node before it has answered some requests', () => {
    const times = new AnswerTimes();
    expect([times.averageMs, times.latencyMs(0), times.isKnown(0)]).toEqual([0, 0, false]);
    const now = answer(times, 15, 200);
    expect([times.averageMs, times.isKnown(now)]).toEqual([0, true]);
  });

  it('tells a node that is slow for seconds from one that was slow once', () => {
    const times = new AnswerTimes();
    let now = answer(times, 1000, 2);
    now = answer(times, 1, 60, now);
    expect(times.averageMs).toBeLessThan(10);
    answer(times, 50, 60, now);
    expect(times.averageMs).toBeGreaterThan(30);
  });

  it('believes a quick answer soon', () => {
    const times = new AnswerTimes();
    const now = answer(times, 50, 300);
    expect(times.averageMs).toBeGreaterThan(250);
    times.sent(now + 400);
    times.answered(2, now + 402, false);
    expect(times.averageMs).toBeLessThan(50);
  });

  it('takes a slow node back after three quick answers to the requests that found out', () => {
    const times = new AnswerTimes();
    let now = answer(times, 50, 300);
    for (let i = 0; i < 3; i++) {
      for (let passes = 0; passes < 199; passes++) expect(times.isDue(now)).toBe(false);
      now += 30;
      expect(times.averageMs).toBeGreaterThan(23);
      expect(times.isDue(now)).toBe(true);
      times.sent(now);
      times.answered(1, now + 1, false);
    }
    expect(times.averageMs).toBeLessThan(10);
  });

  it('counts silence while a request waits, and forgets it with the answer', () => {
    const times = new AnswerTimes();
    const now = answer(times, 100, 1);
    times.sent(now);
    expect(times.latencyMs(now + 90)).toBeLessThan(2);
    times.sent(now + 300);
    expect(times.latencyMs(now + 500)).toBe(500);
    times.answered(501, now + 501, false);
    expect(times.latencyMs(now + 550)).toBeLessThan(200);
    times.lost();
    expect(times.latencyMs(now + 10_000)).toBe(times.averageMs);
  });

  it('takes a request that was abandoned after long for a slow answer, but not one that was abandoned at once', () => {
    const times = new AnswerTimes();
    const now = answer(times, 100, 10);
    const before = times.averageMs;
    times.sent(now);
    times.abandoned(1, now + 1);
    expect(times.averageMs).toBe(before);
    times.sent(now);
    times.abandoned(5000, now + 5000);
    expect(times.averageMs).toBeGreaterThan(1000);
  });

  it('does not take a node that refuses quickly for a quick one', () => {
    const times = new AnswerTimes();
    const now = answer(times, 100, 50);
    const before = times.averageMs;
    answer(times, 100, 1, now, true);
    expect(times.averageMs).toBe(before);
  });

  it('lets one request try a node that is not known, and the next one only after a while', () => {
    const times = new AnswerTimes();
    expect(times.mayTry(0)).toBe(true);
    times.sent(0);
    expect([times.mayTry(1), times.mayTry(1000)]).toEqual([false, false]);
    times.answered(5, 1001, false);
    expect(times.mayTry(1002)).toBe(true);
    expect([times.mayTry(1003), times.mayTry(1300)]).toEqual([false, true]);
  });

  it('lets few of many requests try a node that is slow', () => {
    const times = new AnswerTimes();
    const due = Array.from({ length: 2000 }, (_, i) => times.isDue(i * 10)).filter(Boolean);
    expect(due.length).toBeGreaterThan(2);
    expect(due.length).toBeLessThanOrEqual(10);
  });
});
