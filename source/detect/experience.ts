import type { Finding, Measure } from './contracts.ts';
import { type IncidentKind, incidentKinds } from './kinds.ts';

/** What is said by what it is, not by how much of it there is: it never happened in all the time learned from. */
const factual: ReadonlySet<IncidentKind> = new Set<IncidentKind>([
  'arp-spoofing',
  'neighbour-spoofing',
  'router-spoofing',
  'dhcp-spoofing',
  'address-conflict',
  'brute-force',
  'cleartext-credentials',
  'executable-download',
  'mining',
  'tls-odd-port',
  'tls-self-signed',
  'tls-expired',
  'tls-old-version',
  'unusual-message',
]);
/** The bundled baseline stands for so much: a day of a small network. */
const leastSeconds = 600;
/** A notice that is no rarer than this is no news. */
const leastNoticeOddness = 15;

/**
 * Gives a finding the rarity that experience gives it: something that did not happen in a million seconds of what
 * was learned from is at least as odd as one in a million. Undefined where a mere notice is nothing rare.
 */
export function weighed(finding: Finding, learnedSeconds: number): Finding | undefined {
  const [first, ...others] = finding.measures;
  if (first === undefined) return undefined;
  if (factual.has(finding.kind)) {
    const oddness = Math.max(first.oddness, 10 * Math.log10(Math.max(leastSeconds, learnedSeconds)));
    const weighedFirst: Measure = { ...first, oddness };
    return { ...finding, measures: [weighedFirst, ...others] };
  }
  const isNotice = incidentKinds[finding.kind].severity === 'notice';
  return isNotice && first.oddness < leastNoticeOddness ? undefined : finding;
}
