import { safeString } from '../../decode/text.ts';
import type { Finding, Measure } from '../contracts.ts';
import { evidenceLimits } from './incident.ts';

const maxDetailCharacters = 120;
const largestPort = 65_535;
/** "1 in 10^30" and beyond is the same to everybody. */
const largestOddness = 300;

/** A finding as incidents take it; undefined where there is nothing in it to say. */
export function cleanFinding(finding: Finding): Finding | undefined {
  const measures = finding.measures.slice(0, evidenceLimits.measures).map(cleanMeasure);
  if (measures.length === 0) return undefined;
  return {
    ...finding,
    measures,
    port: cleanPort(finding.port),
    fromPort: cleanPort(finding.fromPort ?? -1),
    protocol: cleanText(finding.protocol),
    details: finding.details.slice(0, evidenceLimits.details).map(cleanText),
    packet: count(finding.packet),
    flow: count(finding.flow),
    actors: Math.max(1, count(finding.actors)),
    targets: Math.max(1, count(finding.targets)),
  };
}

function cleanPort(port: number): number {
  return Number.isInteger(port) && port >= 0 && port <= largestPort ? port : -1;
}

function cleanMeasure(measure: Measure): Measure {
  const { oddness, value, usual, windowSeconds } = measure;
  return {
    ...measure,
    of: cleanText(measure.of),
    value: Number.isFinite(value) ? value : 0,
    usual: usual !== undefined && Number.isFinite(usual) ? usual : undefined,
    windowSeconds: Number.isFinite(windowSeconds) && windowSeconds > 0 ? windowSeconds : 0,
    oddness: oddness > 0 ? Math.min(oddness, largestOddness) : 0,
  };
}

/** Names come from the wire: safe already, but nobody is hurt by making sure. */
function cleanText(text: string): string {
  const safe = safeString(text);
  return safe.length <= maxDetailCharacters ? safe : `${safe.slice(0, maxDetailCharacters - 1)}…`;
}

function count(value: number): number {
  return Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;
}
