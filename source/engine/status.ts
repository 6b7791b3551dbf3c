import type { CaptureStatistics } from '../capture/source.ts';
import type { Core } from './core.ts';
import type { CaptureState, CountryRow, PlaySpeed, Status } from './protocol.ts';

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
  };
}

/** What has ended has no last second worth telling of. */
function averages(core: Core, seconds: number): Pick<Status, 'packetsPerSecond' | 'bitsPerSecond'> {
  if (seconds <= 0) return { packetsPerSecond: 0, bitsPerSecond: 0 };
  return { packetsPerSecond: core.ring.newest / seconds, bitsPerSecond: (core.bytes * 8) / seconds };
}

/** Until there are lookups: what stays at home, and what does not. */
export function countriesOf(core: Core): CountryRow[] {
  const { localPackets, unlocatedPackets } = core;
  const total = localPackets + unlocatedPackets;
  if (total === 0) return [];
  const rows = [
    { code: '', name: 'local', packets: localPackets, share: localPackets / total, isNew: false },
    { code: '', name: 'unknown', packets: unlocatedPackets, share: unlocatedPackets / total, isNew: false },
  ];
  return rows.filter(row => row.packets > 0).toSorted((one, other) => other.packets - one.packets);
}
