import type { CaptureStatistics } from '../capture/source.ts';
import { learningWords } from '../detect/learning-words.ts';
import { countryCode, countryLabel } from '../geo/countries.ts';
import type { Core } from './core.ts';
import type { CaptureState, CountryRow, Learning, PlaySpeed, Status } from './protocol.ts';

export type StatusInput = {
  readonly input: string;
  readonly state: CaptureState;
  readonly reason: string;
  readonly captureFilter: string;
  readonly speed: PlaySpeed | undefined;
  readonly progress: number | undefined;
  readonly statistics: CaptureStatistics;
  /** Seconds a live capture has lasted, silence included; undefined for files, which have a time of their own. */
  readonly watched: number | undefined;
};

/** The header's facts. */
export function statusOf(core: Core, from: StatusInput): Status {
  const { droppedByKernel, droppedByInterface, received, skipped } = from.statistics;
  const span = Number.isNaN(core.firstTime) ? 0 : Math.max(0, core.lastTime - core.firstTime);
  const elapsed = from.watched ?? span;
  const rates = from.state === 'ended' ? averages(core, elapsed) : core.rates;
  const known = droppedByKernel !== undefined || droppedByInterface !== undefined;
  return {
    input: from.input,
    state: from.state,
    reason: from.reason,
    captureFilter: from.captureFilter,
    speed: from.speed,
    progress: from.progress,
    packetsPerSecond: rates.packetsPerSecond,
    bitsPerSecond: rates.bitsPerSecond,
    received,
    dropped: known ? (droppedByKernel ?? 0) + (droppedByInterface ?? 0) : undefined,
    skipped,
    evicted: core.ring.evictedPackets,
    newest: core.ring.newest,
    oldest: core.ring.oldest,
    elapsed,
    ...oddStatus(core, from.input !== ''),
  };
}

/** What has ended has no last second worth telling of. */
function averages(core: Core, seconds: number): Pick<Status, 'packetsPerSecond' | 'bitsPerSecond'> {
  if (seconds <= 0) return { packetsPerSecond: 0, bitsPerSecond: 0 };
  return { packetsPerSecond: core.ring.newest / seconds, bitsPerSecond: (core.bytes * 8) / seconds };
}

/** More countries than any panel has lines. */
const mostCountries = 60;

/**
 * The last five minutes of packet time, busiest first. Shares are of the packets of that time: those between two
 * countries are in both, so that all of them together can be more than the whole.
 */
export function countriesOf(core: Core): CountryRow[] {
  const { counts } = core.hostPlaces;
  const total = counts.packets('recent');
  return counts
    .packetRows('recent')
    .toSorted((one, other) => other.packets - one.packets)
    .slice(0, mostCountries)
    .map(({ country, packets, isNew }) => ({
      code: countryCode(country),
      name: countryLabel(country),
      packets,
      share: packets / total,
      isNew,
    }));
}

const detectionOff: Learning = { phase: 'off', progress: 0, words: 'detection off', short: 'no detection' };

/** Before anything was chosen there is nothing to say. */
const nothingToLearn: Learning = { phase: 'off', progress: 0, words: '', short: '' };

function oddStatus(
  core: Core,
  isWatching: boolean,
): Pick<Status, 'openIncidents' | 'totalIncidents' | 'newestIncident' | 'learning'> {
  const { analysis } = core;
  if (analysis === undefined) {
    const learning = isWatching ? detectionOff : nothingToLearn;
    return { openIncidents: 0, totalIncidents: 0, newestIncident: 0, learning };
  }
  const { learning } = analysis.facts;
  const { words, short, phase } = learningWords(learning, timeOf(core));
  return {
    openIncidents: analysis.openIncidents,
    totalIncidents: analysis.totalIncidents,
    // What is normal here is no news.
    newestIncident: analysis.incidents.findLast(one => !one.isNormal && one.announcements > 0)?.id ?? 0,
    learning: {
      phase: learning.source === 'nothing' ? 'warming' : learning.source,
      progress: learning.progress,
      words,
      short:
        phase === 'learned' && learning.source === 'own'
          ? 'learned'
          : phase === 'provisional' && learning.source === 'own'
            ? 'learned little'
            : short,
    },
  };
}

/** Packet time; 0 before the first packet. */
export function timeOf({ lastTime }: Pick<Core, 'lastTime'>): number {
  return Number.isNaN(lastTime) ? 0 : lastTime;
}
