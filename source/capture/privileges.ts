import { readFileSync } from 'node:fs';

/** Bit of CAP_NET_RAW in the capability sets of /proc/PID/status. */
const capabilityNetRaw = 13n;

/** Why this process may not open raw packet sockets; undefined when it may. */
export function captureObstacle(): string | undefined {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(processStatus())?.[1];
  if (effective === undefined) return process.getuid?.() === 0 ? undefined : 'needs root';
  const mayCapture = ((BigInt(`0x${effective}`) >> capabilityNetRaw) & 1n) === 1n;
  return mayCapture ? undefined : 'needs root';
}

function processStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    return '';
  }
}
