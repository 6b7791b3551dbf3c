/** What all attacks by nmap have in common. */
import type { AttackOrder, AttackReport, Claim } from '../contracts.ts';
import { waitFor } from '../schedule.ts';

/** Below what the kernel gives to programs that do not care: nobody else in the lab sends from there. */
const firstPort = 22_000;
const ports = 8000;

/** Raw scans send from one port; so it is known, and the scan's packets are told from everything else. */
export function scanPort({ random }: Pick<AttackOrder, 'random'>): number {
  return firstPort + random.below(ports);
}

/** Probes through the kernel: the look-ups of neighbours are then the system's, not the tool's. */
export const plainProbes: readonly string[] = ['-Pn', '-n', '--disable-arp-ping', '--send-ip'];

export function rateWords(packetsPerSecond: number): string[] {
  const rate = String(packetsPerSecond);
  return ['--min-rate', rate, '--max-rate', rate];
}

export async function runNmap(
  { actor, seconds, signal, lab }: AttackOrder,
  words: readonly string[],
  claims: readonly Claim[],
  /** Until the last look-up for a neighbour that is not there is given up. */
  afterwardsSeconds = 0,
): Promise<AttackReport> {
  const { output } = await actor.machine.attempt('nmap', words, { seconds, signal });
  const complaint = /^(?:QUITTING|.*Failed to|WARNING: .*unprivileged).*$/m.exec(output)?.[0];
  if (complaint !== undefined) lab.log(`nmap: ${complaint}`);
  if (afterwardsSeconds > 0) await waitFor(afterwardsSeconds, signal);
  return { tool: 'nmap', arguments: words.join(' '), claims };
}
