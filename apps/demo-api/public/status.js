// What the service tells of itself, once a second.
const connection = document.querySelector('#connection');

/** Gives each status to every listener; after a lost connection the browser connects again by itself. */
export function followStatus(listeners) {
  const events = new EventSource('/status');
  events.addEventListener('open', () => say('The service is up.'));
  events.addEventListener('error', () => say('The service does not respond. Reconnecting…'));
  events.addEventListener('status', ({ data }) => {
    const status = JSON.parse(data);
    for (const listener of listeners) listener(status);
  });
}

/** A live region is read out whenever it is written: only when there is something new. */
function say(text) {
  if (connection.textContent !== text) connection.textContent = text;
}
