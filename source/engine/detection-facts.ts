import type { AnalysisFacts } from '../detect/analysis.ts';
import { learningWords } from '../detect/learning-words.ts';
import { clockTime, shortNumber, wholeNumber } from '../flows/amounts.ts';
import type { EngineGroup } from './protocol.ts';

/** What the engine screen says of detection: what is learned, and what the alarm budget comes to. */
export function detectionGroups(facts: AnalysisFacts | undefined, now: number): EngineGroup[] {
  if (facts === undefined) return [{ title: 'detection', facts: [fact('state', 'off')] }];
  const { learning, models, lateModels, retrainings } = facts;
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
        fact('alarm budget', `${rate(facts.budget)} an hour`),
        fact('expected', `${rate(facts.expectedPerHour)} an hour`),
        fact('in the last hour', rate(facts.realisedPerHour), facts.realisedPerHour > 2 * facts.budget),
      ],
    },
    {
      title: 'models',
      facts: [
        ...models.map(model => fact(model.level, modelText(model))),
        fact('retrainings', wholeNumber(retrainings)),
        fact('late models', wholeNumber(lateModels), lateModels > 0),
        fact('scored by', facts.kernel === 'wasm' ? 'WebAssembly' : 'TypeScript'),
      ],
    },
  ];
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
}: AnalysisFacts['models'][number]): string {
  if (trainedAt <= 0) return `none yet, ${wholeNumber(rows)} rows`;
  const provisional = isProvisional ? ', provisional' : '';
  return `${shortNumber(rows)} rows, ${clockTime(trainedAt)}, ${wholeNumber(trainingMilliseconds)} ms${provisional}`;
}

function rate(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 10) / 10) : 'unknown';
}
