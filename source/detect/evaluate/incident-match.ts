import type { Incident } from '../incidents/incident.ts';

/** An incident as the labels know it. */
export type LabelledIncident = {
  /** What the packets' labels call it: 1, 2, 3 … */
  readonly number: number;
  readonly kind: string;
  /** Odd, but harmless. */
  readonly isBenign: boolean;
  /** Packet time of its first and last packet. */
  readonly start: number;
  readonly end: number;
  readonly packets: number;
};

export type MatchedIncident = LabelledIncident & {
  /** Ids of reported incidents that are it. */
  readonly found: readonly number[];
  /** Kinds those were reported as, each once. */
  readonly foundAs: readonly string[];
  /** From its first packet to the first report, in seconds; undefined when it was missed. */
  readonly secondsToDetect: number | undefined;
};

export type IncidentMatching = {
  readonly labelled: readonly MatchedIncident[];
  /** Reported incidents that are none of the labelled ones. */
  readonly falseIncidents: readonly Incident[];
};

/** Evidence of a reported incident that must belong to the labelled one. */
const neededShare = 0.5;

/**
 * Which reported incident is which labelled one: the one most of its evidence belongs to, if that is at least half of
 * it. Names and addresses play no part, so a detector cannot be right by chance of its words. `labelOf` gives a packet's label,
 * 0 for none; packets in `labels` count from 1.
 */
export function matchIncidents(
  reported: readonly Incident[],
  labelled: readonly LabelledIncident[],
  labelOf: (packet: number) => number,
): IncidentMatching {
  const matches = new Map<number, Incident[]>();
  const falseIncidents: Incident[] = [];
  for (const incident of reported) {
    const number = labelOfMost(incident, labelOf);
    if (number === 0) falseIncidents.push(incident);
    else matches.set(number, [...(matches.get(number) ?? []), incident]);
  }
  return {
    labelled: labelled.map(label => {
      const found = matches.get(label.number) ?? [];
      const opened = found.map(incident => incident.openedAt);
      return {
        ...label,
        found: found.map(({ id }) => id),
        foundAs: [...new Set(found.map(({ kind }) => kind))],
        secondsToDetect: opened.length === 0 ? undefined : Math.max(0, Math.min(...opened) - label.start),
      };
    }),
    falseIncidents,
  };
}

function labelOfMost(incident: Incident, labelOf: (packet: number) => number): number {
  const counts = new Map<number, number>();
  for (const packet of incident.evidence) {
    const label = labelOf(packet);
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  let best = 0;
  let most = 0;
  for (const [label, count] of counts) {
    if (label === 0 || count <= most) continue;
    best = label;
    most = count;
  }
  return most >= incident.evidence.length * neededShare ? best : 0;
}
