// The nodes as the service's client sees them, and a button that makes one hang.
import { formatCount } from './numbers.js';
import { ask } from './service.js';

const words = { up: 'up', down: 'down', paused: 'paused' };

export function showNodes(section) {
  const body = section.querySelector('tbody');
  const hints = section.querySelectorAll('.hint');
  const news = section.querySelector('.news');
  const rows = new Map();
  const answersBefore = new Map();
  let stateBefore = '';

  return ({ nodes, canPause, requests }) => {
    for (const hint of hints) hint.hidden = hint.dataset.canPause !== String(canPause);
    for (const node of nodes) {
      const row = rows.get(node.endpoint) ?? addRow(body, rows, node.endpoint, news);
      const before = answersBefore.get(node.endpoint) ?? node.responses;
      answersBefore.set(node.endpoint, node.responses);
      row.show(node, { answers: node.responses - before, canPause, othersPaused: isOtherPaused(nodes, node) });
    }
    const state = describe(nodes, requests);
    if (state.key !== stateBefore) news.textContent = state.text;
    stateBefore = state.key;
  };
}

const stateOf = ({ isPaused, isUp }) => (isPaused ? 'paused' : isUp ? 'up' : 'down');
const isOtherPaused = (nodes, { endpoint }) => nodes.some((other) => other.isPaused && other.endpoint !== endpoint);

/** What is read out: only when a node changes. */
function describe(nodes, requests) {
  const away = nodes.filter((node) => stateOf(node) !== 'up');
  const key = nodes.map((node) => `${node.endpoint} ${stateOf(node)} ${node.isUp}`).join();
  if (away.length === 0) return { key, text: `${nodes.length === 1 ? 'The node is up' : 'All nodes are up'}.` };
  const names = away
    .map(
      (node) => `${node.endpoint} is ${words[stateOf(node)]}${node.isPaused && !node.isUp ? ' and disconnected' : ''}`,
    )
    .join(', ');
  return { key, text: `${names}. The service continues: ${formatCount(requests)} requests in the last second.` };
}

function addRow(body, rows, endpoint, news) {
  const row = body.insertRow();
  const header = document.createElement('th');
  header.scope = 'row';
  header.textContent = endpoint;
  row.append(header);
  const [state, fault, answers, inFlight, connections] = Array.from({ length: 5 }, () => row.insertCell());
  for (const cell of [answers, inFlight, connections]) cell.className = 'number';
  const stateText = document.createElement('span');
  stateText.className = 'state';
  state.append(stateText);
  const button = document.createElement('button');
  fault.append(button);
  let action = 'pause';

  let isBusy = false;

  button.addEventListener('click', async () => {
    if (isBusy) return;
    isBusy = true;
    try {
      await ask(`/nodes/${encodeURIComponent(endpoint)}/${action}`, { method: 'POST' });
    } catch (error) {
      news.textContent = `Could not ${action} ${endpoint}: ${error.message}`;
    } finally {
      isBusy = false;
    }
  });

  const shown = {
    show(node, { answers: answersNow, canPause, othersPaused }) {
      const text = stateOf(node);
      stateText.dataset.state = text;
      stateText.textContent = words[text];
      answers.textContent = formatCount(answersNow);
      inFlight.textContent = formatCount(node.inFlight);
      connections.textContent = formatCount(node.openConnections);
      action = node.isPaused ? 'resume' : 'pause';
      button.textContent = node.isPaused ? 'Resume' : 'Pause';
      button.setAttribute('aria-label', `${button.textContent} ${endpoint}`);
      button.disabled = !canPause || othersPaused;
    },
  };
  rows.set(endpoint, shown);
  return shown;
}
