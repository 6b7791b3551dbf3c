import type { Evaluation } from './evaluation.ts';
import type { Ranking } from './ranking.ts';
import { trivialNames } from './trivial.ts';

const trivialWords = {
  length: 'length |z|',
  rate: "source's packets/s",
  meanZ: 'mean |z|',
  rare: 'unseen tuple',
} as const;

/** Raised when a field of the JSON output changes its meaning or goes away. */
const schemaVersion = 1;

/** For a person. */
export function evaluationText(evaluation: Evaluation): string {
  const { ours, labelled, falseIncidents } = evaluation;
  const lines = [
    `${evaluation.packets} packets, ${ours.rows} judged, ${ours.attacks} of them labelled; learned from ${evaluation.trainedOn}`,
    '',
    'per packet           ROC-AUC  av. precision  found at 1 %  at 0.1 %',
    rankingLine('oddness', ours),
    ...trivialNames.map(name => rankingLine(trivialWords[name], evaluation.trivial[name])),
  ];
  if (labelled.length > 0) {
    lines.push('', 'incident                          packets  found after  as');
    for (const incident of labelled) {
      const name = `${incident.number} ${incident.kind}${incident.isBenign ? ' (harmless)' : ''}`;
      const after =
        incident.secondsToDetect === undefined ? 'missed' : `${incident.secondsToDetect.toFixed(1)} s`;
      lines.push(
        `${name.padEnd(33)} ${String(incident.packets).padStart(7)}  ${after.padStart(11)}  ${incident.foundAs.join(', ')}`.trimEnd(),
      );
    }
  }
  lines.push(
    '',
    `${evaluation.incidents.length} incidents reported, ${falseIncidents.length} of them false: ${evaluation.falsePerHour.toFixed(1)} an hour over ${(evaluation.hours * 60).toFixed(1)} min`,
    `${(evaluation.flaggedShare * 100).toFixed(2)} % of packets without a label above the alarm line`,
  );
  return `${lines.join('\n')}\n`;
}

/** For programs. */
export function evaluationObject(evaluation: Evaluation): Readonly<Record<string, unknown>> {
  return {
    schema: 'oddwire.evaluate',
    version: schemaVersion,
    packets: evaluation.packets,
    trained_on: evaluation.trainedOn,
    oddness: rankingObject(evaluation.ours),
    trivial: Object.fromEntries(trivialNames.map(name => [name, rankingObject(evaluation.trivial[name])])),
    incidents: evaluation.labelled.map(incident => ({
      number: incident.number,
      kind: incident.kind,
      benign: incident.isBenign,
      packets: incident.packets,
      detected: incident.found.length > 0,
      seconds_to_detect: incident.secondsToDetect ?? null,
      found_as: incident.foundAs,
    })),
    reported: evaluation.incidents.length,
    false_incidents: evaluation.falseIncidents.map(({ id, kind }) => ({ id, kind })),
    false_incidents_per_hour: evaluation.falsePerHour,
    tested_hours: evaluation.hours,
    flagged_share_of_unlabelled: evaluation.flaggedShare,
  };
}

function rankingLine(name: string, ranking: Ranking): string {
  const share = (value: number): string => (Number.isNaN(value) ? '–' : value.toFixed(4));
  return `${name.padEnd(20)} ${share(ranking.rocArea).padStart(7)}  ${share(ranking.averagePrecision).padStart(13)}  ${share(ranking.found1Percent).padStart(12)}  ${share(ranking.found01Percent).padStart(8)}`;
}

function rankingObject(ranking: Ranking): Readonly<Record<string, number | null>> {
  const known = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return {
    rows: ranking.rows,
    attacks: ranking.attacks,
    unscored: ranking.unscored,
    roc_auc: known(ranking.rocArea),
    average_precision: known(ranking.averagePrecision),
    tpr_at_fpr_1pct: known(ranking.found1Percent),
    tpr_at_fpr_0_1pct: known(ranking.found01Percent),
  };
}
