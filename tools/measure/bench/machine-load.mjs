// Detects whether other programs used this machine during the measurement. They affect the numbers: caches, waiting, heat.
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';

/** Returns the ticks of all processors since boot that a hypervisor took away, and all ticks; null if the system does not report them. */
function processorTicks() {
  try {
    const [, ...fields] = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0].trim().split(/\s+/);
    const [user, nice, system, idle, ioWait, irq, softIrq, steal = 0] = fields.map(Number);
    return { steal, all: user + nice + system + idle + ioWait + irq + softIrq + steal };
  } catch {
    return null;
  }
}

/** Starts watching. Returns a function that returns the load of the machine since then. */
export function watchMachine() {
  const loadBefore = loadavg()[0];
  const before = processorTicks();
  return () => {
    const after = processorTicks();
    const stolen =
      before && after && after.all > before.all ? (after.steal - before.steal) / (after.all - before.all) : 0;
    return { processors: availableParallelism(), loadBefore, loadAfter: loadavg()[0], stolen };
  };
}

/** Returns warnings about the reliability of the numbers. Client and server of a run keep about two processors busy by themselves. */
export function loadWarnings({ processors, loadBefore, loadAfter, stolen }) {
  const warnings = [];
  if (loadBefore > processors / 2)
    warnings.push(`the load was ${loadBefore.toFixed(1)} on ${processors} processors before the run`);
  if (loadAfter > processors + 2)
    warnings.push(`the load was ${loadAfter.toFixed(1)} on ${processors} processors after the run`);
  if (stolen > 0.02)
    warnings.push(`${(stolen * 100).toFixed(0)} % of the processors' time went to other guests of the host`);
  return warnings;
}
