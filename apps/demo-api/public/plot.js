// A line plot that fills its place, in the colours of the page.
import UPlot from '/uplot/uPlot.esm.js';

const height = 190;
const dark = matchMedia('(prefers-color-scheme: dark)');

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const isPowerOfTen = (value) => Number.isInteger(Math.log10(value));

/**
 * Draws lines over time. Returns a function that shows other data: times in seconds, then the values of each series.
 *
 * @param {Element} place
 * @param {object} options
 * @param {{ label: string, colour: string, width: number }[]} options.series `colour` is a custom property of the page
 * @param {(value: number) => string} options.format a value, in the legend
 * @param {(value: number) => string} [options.formatTick] a value, on the axis; as in the legend unless given
 * @param {(seconds: number) => string} [options.formatTime] a time on the axis; by the size of the range unless given
 * @param {[upper: number, lower: number][]} [options.bands] series to fill the space between, counted from 1
 * @param {object} [options.scale] of the values, as uPlot takes it
 */
export function plot(place, { series, format, formatTick = format, formatTime, bands = [], scale = {} }) {
  let data = [[], ...series.map(() => [])];
  let chart;

  function options() {
    const lines = { stroke: colour('--line'), width: 1 };
    const axis = { stroke: colour('--muted'), grid: lines, ticks: lines, font: '12px system-ui, sans-serif' };
    const timeAxis = { ...axis, space: 72, ...(formatTime && { values: (_, times) => times.map(formatTime) }) };
    const valueAxis = {
      ...axis,
      size: 64,
      values: (_, values) => values.map((value) => (value === null ? '' : formatTick(value))),
    };
    return {
      width: place.clientWidth,
      height,
      series: [
        { label: 'time', value: (_, seconds) => (seconds == null ? '–' : legendTime(seconds)) },
        ...series.map((each) => ({ ...each, stroke: colour(each.colour), value: toLegend })),
      ],
      hooks: { setCursor: [showLatest] },
      bands: bands.map((pair) => ({ series: pair, fill: colour('--band') })),
      scales: { y: scale },
      axes: [timeAxis, scale.distr === 3 ? logarithmic(valueAxis) : valueAxis],
      cursor: { drag: { x: false, y: false } },
    };
  }

  const legendTime = formatTime ?? ((seconds) => new Date(seconds * 1000).toISOString().slice(0, 10));
  const toLegend = (_, value) => (value == null ? '–' : format(value));

  function draw() {
    chart?.destroy();
    chart = new UPlot(options(), data, place);
    showLatest(chart);
  }

  draw();
  dark.addEventListener('change', draw);
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height })).observe(place);

  return (newData) => {
    data = newData;
    chart.setData(data);
    showLatest(chart);
  };
}

/** The legend has the values under the pointer, and the latest ones while it is elsewhere. */
function showLatest(chart) {
  const latest = chart.data[0].length - 1;
  if (latest >= 0 && chart.cursor.idx == null) chart.setLegend({ idx: latest });
}

/** With a line at 1, 10, 100 and so on only. */
function logarithmic(axis) {
  const filter = (_, values) => values.map((value) => (isPowerOfTen(value) ? value : null));
  return { ...axis, filter, grid: { ...axis.grid, filter }, ticks: { ...axis.ticks, filter } };
}
