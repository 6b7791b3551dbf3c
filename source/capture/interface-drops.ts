/** How many frames a network card or its driver discarded since we started to look. */
import { readFileSync } from 'node:fs';

const counters = ['rx_dropped', 'rx_missed_errors'];
/** The screen asks ten times a second; the files are read less often than that. */
const freshMilliseconds = 500;

/** `undefined` when the system does not tell; the last known number once the interface is gone. */
export function interfaceDrops(name: string): () => number | undefined {
  const first = read(name);
  if (first === undefined) return () => undefined;
  let previous = first;
  let total = 0;
  let freshUntil = 0;
  return () => {
    const now = performance.now();
    if (now >= freshUntil) {
      freshUntil = now + freshMilliseconds;
      const current = read(name);
      if (current !== undefined) {
        // A counter that went back belongs to an interface made anew.
        total += current >= previous ? current - previous : current;
        previous = current;
      }
    }
    return total;
  };
}

function read(name: string): number | undefined {
  if (name.includes('/')) return undefined;
  let sum = 0;
  try {
    for (const counter of counters)
      sum += Number(readFileSync(`/sys/class/net/${name}/statistics/${counter}`, 'utf8'));
  } catch {
    return undefined;
  }
  return Number.isFinite(sum) ? sum : undefined;
}
