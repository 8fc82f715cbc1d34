// A line plot that fills its place, in the colours of the page.
import UPlot from '/uplot/uPlot.esm.js';

const height = 190;
const dark = matchMedia('(prefers-color-scheme: dark)');

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/**
 * Draws `series` (`{ label, colour, format }`) over time. Returns a function that shows other data: times in seconds, then the
 * values of each series.
 */
export function plot(place, { series, bands = [], scale = {}, format }) {
  let data = [[], ...series.map(() => [])];
  let chart;

  const draw = () => {
    chart?.destroy();
    const axis = {
      stroke: colour('--muted'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { stroke: colour('--line'), width: 1 },
    };
    chart = new UPlot(
      {
        width: place.clientWidth,
        height,
        series: [
          {},
          ...series.map((each) => ({
            ...each,
            stroke: colour(each.colour),
            value: (_, value) => (value == null ? '–' : format(value)),
          })),
        ],
        bands: bands.map(([upper, lower]) => ({ series: [upper, lower], fill: colour('--band') })),
        scales: { y: scale },
        axes: [
          axis,
          { ...axis, size: 60, values: (_, values) => values.map((value) => (value === null ? '' : format(value))) },
        ],
        cursor: { drag: { x: false, y: false } },
      },
      data,
      place,
    );
  };

  draw();
  dark.addEventListener('change', draw);
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height })).observe(place);

  return (newData) => {
    data = newData;
    chart.setData(data);
  };
}
