/** How many frames a network card or its driver discarded since we started to look. */
import { readFileSync } from 'node:fs';

/** Counts rx_dropped and rx_missed_errors together; unlike /sys it always shows our own network namespace. */
const countersFile = '/proc/net/dev';
/** The fourth number behind the name. */
const droppedColumn = 3;
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
  let text: string;
  try {
    text = readFileSync(countersFile, 'utf8');
  } catch {
    return undefined;
  }
  const line = text.split('\n').find(one => one.trimStart().startsWith(`${name}:`));
  const dropped = line
    ?.slice(line.lastIndexOf(':') + 1)
    .trim()
    .split(/\s+/)[droppedColumn];
  return dropped === undefined ? undefined : Number(dropped);
}
