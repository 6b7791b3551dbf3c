import { incidentSentence, incidentTitle } from '../detect/incidents/sentences.ts';
import { reasonsOf } from '../detect/reasons.ts';
import type { PacketOddness } from '../export/format.ts';
import type { Core } from './core.ts';

/** What exports say of how odd packets are. */
export type ExportedOddness = {
  oddness(number: number): PacketOddness;
  /** For formats that can only remark on packets: of those that belong to an incident. */
  comment(number: number): string | undefined;
};

/** Undefined where nothing is judged. */
export function exportedOddness(core: Core): ExportedOddness | undefined {
  const { analysis, ring, oddness, incident, cause } = core;
  if (analysis === undefined) return undefined;
  // A scan has thousands of packets and one sentence.
  let described = 0;
  let words = '';
  const describe = (id: number): string => {
    if (id !== described) {
      const found = analysis.incidentOf(id);
      words = found === undefined ? '' : `${incidentTitle(found)}: ${incidentSentence(found)}`;
      described = id;
    }
    return words;
  };
  return {
    oddness(number) {
      const row = ring.rowOf(number);
      const value = oddness[row] ?? 0;
      const id = incident[row] ?? 0;
      const sentence = id === 0 ? '' : describe(id);
      const reasons = reasonsOf(cause[row] ?? 0, undefined, analysis.schemas);
      return {
        oddness: value,
        decision: decisionOf(value, analysis.alarmLine, id !== 0),
        reasons: sentence === '' ? reasons : [sentence, ...reasons],
      };
    },
    comment(number) {
      const row = ring.rowOf(number);
      const id = incident[row] ?? 0;
      const sentence = id === 0 ? '' : describe(id);
      return sentence === '' ? undefined : `odd ${Math.round(oddness[row] ?? 0)}: ${sentence}`;
    },
  };
}

/**
 * −1 … 1, positive is normal, 0 at the alarm line, as scikit-learn has it. While there is no line, only what
 * belongs to an incident is not normal.
 */
export function decisionOf(oddness: number, alarmLine: number, isIncident: boolean): number {
  if (!(alarmLine > 0) || !Number.isFinite(alarmLine)) return isIncident ? -1 : 1;
  return Math.max(-1, Math.min(1, (alarmLine - oddness) / alarmLine));
}
