import type { AnalysisFacts } from '../detect/analysis.ts';
import { learningWords } from '../detect/learning-words.ts';
import { clockTime, durationText, shortNumber, wholeNumber } from '../flows/amounts.ts';
import type { EngineGroup } from './protocol.ts';

/** What the engine screen says of detection: what is learned, and what the alarm budget comes to. */
export function detectionGroups(facts: AnalysisFacts | undefined, now: number, seen: Seen): EngineGroup[] {
  if (facts === undefined) return [{ title: 'detection', facts: [fact('state', 'off')] }];
  const { learning, models, lateModels, retrainings, budget } = facts;
  return [
    {
      title: 'detection',
      facts: [
        fact('state', learningWords(learning, now).words),
        fact('learning', learning.isLearning ? 'yes' : 'no: the baseline is frozen'),
        fact('learned', `${wholeNumber(learning.flows)} flows, ${wholeNumber(learning.packets)} packets`),
        ...(learning.shiftedAt > 0
          ? [fact('all was different', `at ${clockTime(learning.shiftedAt)}: learning anew`)]
          : []),
        fact('alarms wanted', `at most ${rate(budget)} an hour`),
        fact('alarms expected', `about ${rate(facts.expectedPerHour)} an hour`),
        cameFact(facts, seen),
      ],
    },
    {
      title: 'what is normal',
      facts: [
        ...models.map(model => fact(levelWords[model.level], modelText(model))),
        fact('learned again', times(retrainings)),
        fact('learned too late', times(lateModels), lateModels > 0),
        fact('speed', facts.kernel === 'wasm' ? 'full' : 'reduced: no WebAssembly here'),
      ],
    },
  ];
}

/** What came so far. */
export type Seen = { readonly incidents: number; readonly seconds: number };

const hourSeconds = 3600;

/** A rate is said only of a whole hour; before, what was counted. */
function cameFact({ budget, realisedPerHour }: AnalysisFacts, { incidents, seconds }: Seen): Fact {
  if (seconds >= hourSeconds)
    return fact('in the last hour', `${rate(realisedPerHour)} incidents`, realisedPerHour > 2 * budget);
  const span = durationText(Math.max(1, seconds));
  return fact('incidents so far', `${wholeNumber(incidents)} in ${span}`, incidents > 2 * budget);
}

const levelWords: Readonly<Record<AnalysisFacts['models'][number]['level'], string>> = {
  packet: 'of packets',
  flow: 'of flows',
  source: 'of senders',
  target: 'of receivers',
};

function times(count: number): string {
  return count === 0 ? 'never' : count === 1 ? 'once' : `${wholeNumber(count)} times`;
}

type Fact = EngineGroup['facts'][number];

function fact(label: string, value: string, bad = false): Fact {
  return { label, value, bad };
}

function modelText({
  rows,
  trainedAt,
  trainingMilliseconds,
  isProvisional,
  isStandIn,
}: AnalysisFacts['models'][number]): string {
  if (isStandIn) return `of another network; ${shortNumber(rows)} seen of this`;
  if (trainedAt <= 0) return `nothing yet, ${wholeNumber(rows)} seen`;
  const provisional = isProvisional ? ', provisional' : '';
  return `from ${shortNumber(rows)}, ${clockTime(trainedAt)}, ${wholeNumber(trainingMilliseconds)} ms${provisional}`;
}

function rate(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : 'unknown';
}
