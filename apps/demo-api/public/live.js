// Readings as they are written: server-sent events, at most two a second, however much is written.
import { formatCount, formatDegrees } from './numbers.js';

const shown = 8;

export function showLiveReadings(section) {
  const { device: select, follow } = section.querySelector('form').elements;
  const body = section.querySelector('tbody');
  const news = section.querySelector('.news');
  let events = null;
  let total = 0;

  function start() {
    const path = select.value === '' ? '/readings/live' : `/readings/live?device=${select.value}`;
    events = new EventSource(path);
    events.addEventListener('readings', ({ data }) => {
      const { count, readings } = JSON.parse(data);
      total += count;
      news.textContent = `${formatCount(total)} readings received.`;
      body.prepend(...readings.slice(-shown).reverse().map(toRow));
      while (body.rows.length > shown) body.lastElementChild.remove();
    });
    setFollowing(true);
  }

  function stop() {
    events?.close();
    events = null;
    setFollowing(false);
  }

  function setFollowing(isFollowing) {
    follow.setAttribute('aria-pressed', String(isFollowing));
  }

  follow.addEventListener('click', () => (events === null ? start() : stop()));
  select.addEventListener('change', () => {
    stop();
    body.replaceChildren();
    total = 0;
    start();
  });
  start();
}

function toRow({ at, device, temperature }) {
  const row = document.createElement('tr');
  for (const text of [at.slice(0, 19).replace('T', ' '), device, formatDegrees(temperature)]) {
    row.insertCell().textContent = text;
  }
  row.lastElementChild.className = 'number';
  return row;
}
