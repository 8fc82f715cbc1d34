// The low, the mean and the high of each day of a device.
import { formatDegrees } from './numbers.js';
import { plot } from './plot.js';
import { ask } from './service.js';

const firstShown = 'seattle';

export function showTemperatures(section) {
  const form = section.querySelector('form');
  const { device: select } = form.elements;
  const caption = section.querySelector('figcaption [role=status]');
  const body = section.querySelector('tbody');
  const draw = plot(section.querySelector('.plot'), {
    series: [
      { label: 'high', colour: '--series-3', width: 1 },
      { label: 'mean', colour: '--series-1', width: 2 },
      { label: 'low', colour: '--series-2', width: 1 },
    ],
    bands: [[1, 3]],
    format: (value) => `${formatDegrees(value)} °C`,
    formatTick: (value) => `${value} °C`,
  });

  const name = () => select.selectedOptions[0]?.text ?? '';

  async function show() {
    const days = await ask(`/devices/${select.value}/summaries`);
    draw([
      days.map(({ day }) => Date.parse(day) / 1000),
      days.map(({ high }) => high),
      days.map(({ mean }) => mean),
      days.map(({ low }) => low),
    ]);
    body.replaceChildren(...days.map(toRow));
    caption.textContent =
      days.length === 0
        ? `${name()} has no daily summaries yet.`
        : `${name()}: low, mean and high of ${days.length} days, ${days[0].day} to ${days.at(-1).day}.`;
  }

  async function sumUp() {
    caption.textContent = `Computing the daily summaries of ${name()}…`;
    await ask(`/devices/${select.value}/summaries`, { method: 'POST' });
    await show();
  }

  const orSayWhy = (work) => () => work().catch((error) => (caption.textContent = `Failed: ${error.message}`));

  select.addEventListener('change', orSayWhy(show));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    orSayWhy(sumUp)();
  });

  return {
    showFirst() {
      if ([...select.options].some(({ value }) => value === firstShown)) select.value = firstShown;
      orSayWhy(show)();
    },
  };
}

function toRow({ day, low, mean, high }) {
  const row = document.createElement('tr');
  const header = document.createElement('th');
  header.scope = 'row';
  header.textContent = day;
  row.append(header);
  for (const value of [low, mean, high]) {
    const cell = row.insertCell();
    cell.className = 'number';
    cell.textContent = formatDegrees(value);
  }
  return row;
}
