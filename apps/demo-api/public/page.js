// The page of the service. Each part of it is a file; none needs more than the service's public endpoints.
import { followDevices } from './devices.js';
import { showExport } from './export.js';
import { showLiveReadings } from './live.js';
import { showNodes } from './nodes.js';
import { showRequests } from './requests.js';
import { followStatus } from './status.js';
import { showTemperatures } from './temperatures.js';

followStatus([
  showNodes(document.querySelector('#nodes')),
  showRequests(document.querySelector('#requests'), document.querySelector('#latency')),
  showExport(document.querySelector('#export')),
]);
const temperatures = showTemperatures(document.querySelector('#temperatures'));
followDevices(document.querySelectorAll('select[name="device"]'), () => temperatures.showFirst());
showLiveReadings(document.querySelector('#live'));
