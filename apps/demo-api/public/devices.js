// The lists of devices to choose from. Devices register at any time, so the lists are requested repeatedly.
import { ask } from './service.js';

const refreshMs = 5000;

/** Fills the lists, and calls `onFirst` when there is something to choose. */
export function followDevices(selects, onFirst) {
  let isFirst = true;

  async function refresh() {
    const devices = await listDevices();
    for (const select of selects) addOptions(select, devices);
    if (isFirst && devices.length > 0) {
      isFirst = false;
      onFirst();
    }
  }

  // While the service is away, the line at the top tells it.
  const tryToRefresh = () => refresh().catch(() => {});
  tryToRefresh();
  setInterval(tryToRefresh, refreshMs);
}

/** All devices, however many pages they take. */
async function listDevices() {
  const devices = [];
  let cursor = null;
  do {
    const page = await ask(`/devices?limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`);
    devices.push(...page.devices);
    cursor = page.cursor;
  } while (cursor !== null);
  return devices.sort((one, other) => one.name.localeCompare(other.name));
}

/** What has been chosen stays chosen. */
function addOptions(select, devices) {
  const known = new Set([...select.options].map(({ value }) => value));
  for (const { device, name } of devices) if (!known.has(device)) select.add(new Option(name, device));
}
