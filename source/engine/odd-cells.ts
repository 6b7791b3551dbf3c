import { incidentTitle } from '../detect/incidents/sentences.ts';
import { reasonsOf } from '../detect/reasons.ts';
import type { Core } from './core.ts';
import type { Heat, PacketOddness } from './protocol.ts';

/** What a packet's row and its opened view say of how odd it is. */

export type OddCell = { readonly text: string; readonly heat: Heat | undefined };

/** One in a thousand. */
const warmFrom = 30;

/** A whole number; '' where nothing is judged, and for what is as usual as can be. */
export function oddCell(core: Core, number: number): OddCell {
  const { ring, oddness } = core;
  const value = Math.round(oddness[ring.rowOf(number)] ?? 0);
  return { text: value > 0 ? String(value) : '', heat: heatOf(core, number) };
}

export function oddnessOf(core: Core, number: number): PacketOddness | undefined {
  const { analysis, ring, oddness, incident, cause } = core;
  if (analysis === undefined) return undefined;
  const row = ring.rowOf(number);
  const id = incident[row] ?? 0;
  const found = id === 0 ? undefined : analysis.incidentOf(id);
  return {
    oddness: oddness[row] ?? 0,
    // It may have become part of another.
    incident: found?.id ?? 0,
    title: found === undefined ? '' : incidentTitle(found),
    // The title says of which incident it is.
    reasons: reasonsOf(cause[row] ?? 0, undefined, analysis.schemas),
    heat: heatOf(core, number),
  };
}

function heatOf({ analysis, ring, oddness, incident }: Core, number: number): Heat | undefined {
  if (analysis === undefined) return undefined;
  const row = ring.rowOf(number);
  const value = oddness[row] ?? 0;
  const id = incident[row] ?? 0;
  const { alarmLine } = analysis;
  const isAlarm = alarmLine > 0 && value >= alarmLine;
  const isIncident = id > 0 && analysis.incidentOf(id)?.isNormal !== true;
  return isAlarm || isIncident ? 'hot' : value >= warmFrom ? 'warm' : undefined;
}
