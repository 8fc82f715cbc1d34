// The two plots of the last two minutes.
import { formatCount, formatMs, showFigures } from './numbers.js';
import { plot } from './plot.js';

const shownSeconds = 120;
const clock = new Intl.DateTimeFormat('en', { timeStyle: 'medium', hour12: false });
const formatTime = (seconds) => clock.format(seconds * 1000);

export function showRequests(rateSection, latencySection) {
  const statuses = [];
  const drawRate = plot(rateSection.querySelector('.plot'), {
    series: [
      { label: 'requests', colour: '--series-1', width: 2 },
      { label: 'hedged', colour: '--series-2', width: 2 },
      { label: 'failed', colour: '--series-3', width: 2 },
    ],
    scale: { range: (_, _least, most) => [0, Math.max(10, most * 1.1)] },
    format: formatCount,
    formatTime,
  });
  const drawLatency = plot(latencySection.querySelector('.plot'), {
    series: [
      { label: 'median', colour: '--series-1', width: 2 },
      { label: 'p95', colour: '--series-2', width: 2 },
      { label: 'p99', colour: '--series-3', width: 2 },
    ],
    scale: { distr: 3 },
    format: formatMs,
    formatTick: formatCount,
    formatTime,
  });

  return (status) => {
    statuses.push({ ...status, seconds: Date.parse(status.at) / 1000 });
    while (statuses[0].seconds < statuses.at(-1).seconds - shownSeconds) statuses.shift();
    const column = (name) => statuses.map((each) => each[name]);
    drawRate([column('seconds'), column('requests'), column('hedged'), column('failed')]);
    drawLatency([column('seconds'), column('p50Ms'), column('p95Ms'), column('p99Ms')]);
    const { requests, hedged, failed, p50Ms, p95Ms, p99Ms } = status;
    showFigures(rateSection, {
      requests: formatCount(requests),
      hedged: formatCount(hedged),
      failed: formatCount(failed),
    });
    showFigures(latencySection, { p50Ms: formatMs(p50Ms), p95Ms: formatMs(p95Ms), p99Ms: formatMs(p99Ms) });
  };
}
