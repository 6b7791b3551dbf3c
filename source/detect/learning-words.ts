import { shortNumber } from '../flows/amounts.ts';
import type { LearningState } from './analysis.ts';

export type LearningPhase = 'learning' | 'provisional' | 'learned' | 'frozen' | 'shifted';

export type LearningWords = {
  readonly phase: LearningPhase;
  /** For the header, at most 34 characters. */
  readonly words: string;
  /** For a narrow one, at most 14. */
  readonly short: string;
};

/** A change of everything is news for so long. */
const shiftNewsSeconds = 600;

/** What is in force and how far it is; `now` is packet time. */
export function learningWords(state: LearningState, now = 0): LearningWords {
  const { source, isLearning, progress } = state;
  if (!isLearning) return frozenWords(state);
  const isShifted = state.shiftedAt > 0 && (now === 0 || now - state.shiftedAt < shiftNewsSeconds);
  const percent = percentOf(progress);
  if (isShifted && progress < 1) {
    return { phase: 'shifted', words: `all is different: learning ${percent}`, short: `relearn ${percent}` };
  }
  if (progress < 1 || source === 'nothing') {
    const before =
      source === 'bundled' ? 'bundled baseline · ' : source === 'given' ? 'given baseline · ' : '';
    return { phase: 'learning', words: `${before}learning ${percent}`, short: `learning ${percent}` };
  }
  if (source === 'bundled' || source === 'given') {
    const words = `${source} baseline, learning on`;
    return { phase: state.isProvisional ? 'provisional' : 'learned', words, short: source };
  }
  const amount = amountOf(state);
  if (state.isProvisional) {
    return {
      phase: 'provisional',
      words: `learned ${amount}, provisional`,
      short: `~${amount}`.slice(0, shortLength),
    };
  }
  const at = timeOfDay(state.trainedAt);
  return {
    phase: 'learned',
    words: at === '' ? `learned ${amount}` : `learned ${amount}, ${at}`,
    short: amount.slice(0, shortLength),
  };
}

const shortLength = 14;

function frozenWords({ source }: LearningState): LearningWords {
  const words: Readonly<Record<LearningState['source'], string>> = {
    nothing: 'no baseline, not learning',
    bundled: 'bundled baseline, frozen',
    given: 'baseline given, frozen',
    own: 'own baseline, frozen',
  };
  return { phase: 'frozen', words: words[source], short: source === 'nothing' ? 'not learning' : 'frozen' };
}

function amountOf({ flows, packets }: LearningState): string {
  // Captures without IP have no flows to learn from.
  return flows > 0 || packets === 0 ? counted(flows, 'flow') : counted(packets, 'packet');
}

function counted(count: number, thing: string): string {
  const amount = Number.isFinite(count) && count > 0 ? count : 0;
  return `${shortNumber(Math.floor(amount))} ${thing}${Math.floor(amount) === 1 ? '' : 's'}`;
}

/** Never 100: then it would not be learning. */
function percentOf(progress: number): string {
  return `${progress > 0 ? Math.min(99, Math.floor(progress * 100)) : 0} %`;
}

function timeOfDay(seconds: number): string {
  const time = new Date(seconds * 1000);
  if (seconds <= 0 || Number.isNaN(time.getTime())) return '';
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
}
