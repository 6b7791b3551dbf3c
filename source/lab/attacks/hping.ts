/** What all attacks by hping3 have in common: so many packets, so far apart; never as fast as it can. */
import type { LabHost } from '../lab.ts';

const microsecondsPerSecond = 1_000_000;
/** What sleeping takes longer than asked for. */
const oversleptMicroseconds = 70;

export type HpingPlan = { readonly packetsPerSecond: number; readonly mostPackets: number };

export function hpingWords({ packetsPerSecond, mostPackets }: HpingPlan, seconds: number): string[] {
  const microseconds = Math.max(
    1,
    Math.round(microsecondsPerSecond / packetsPerSecond) - oversleptMicroseconds,
  );
  const count = Math.max(1, Math.min(mostPackets, Math.floor(packetsPerSecond * seconds)));
  return ['-q', '-n', '-i', `u${microseconds}`, '-c', String(count)];
}

export async function runHping(
  host: LabHost,
  words: readonly string[],
  limit: { readonly seconds: number; readonly signal: AbortSignal },
): Promise<void> {
  await host.machine.attempt('hping3', words, limit);
}
