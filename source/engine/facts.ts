import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { TierFacts } from '../geo/tiers.ts';
import type { Core } from './core.ts';
import { detectionGroups } from './detection-facts.ts';
import { geoGroups } from './geo-facts.ts';
import type { EngineBody, EngineGroup, Status } from './protocol.ts';
import { timeOf } from './status.ts';

const megabyte = 1024 * 1024;

const loopDelay = monitorEventLoopDelay({ resolution: 10 });
loopDelay.enable();

/** The engine screen: how the machinery itself is doing. */
export function engineBody(
  core: Core,
  status: Status,
  pending: number,
  tiers: readonly TierFacts[],
): EngineBody {
  return {
    screen: 'engine',
    groups: [
      // What a person comes here for: is it learning, and does it alarm as often as it should?
      ...detectionGroups(core.analysis?.facts, timeOf(core), {
        incidents: status.totalIncidents,
        seconds: status.elapsed,
      }),
      captureGroup(core, status),
      ringGroup(core, pending),
      tableGroup(core),
      processGroup(),
      ...geoGroups(tiers),
    ],
  };
}

type Fact = EngineGroup['facts'][number];

function fact(label: string, value: string | number, bad = false): Fact {
  return { label, value: typeof value === 'number' ? value.toLocaleString('en-US') : value, bad };
}

function captureGroup(core: Core, status: Status): EngineGroup {
  const { dropped } = status;
  return {
    title: 'capture',
    facts: [
      fact('input', status.input),
      fact('interfaces', core.interfaces.map(one => one.name).join(', ')),
      fact('received', status.received),
      fact('dropped', dropped ?? 'unknown: not counted', (dropped ?? 0) > 0),
      fact('skipped', status.skipped),
      fact('bytes', core.bytes),
      fact('malformed', core.malformed),
      fact(status.state === 'ended' ? 'average packets/s' : 'packets/s', Math.round(status.packetsPerSecond)),
    ],
  };
}

function ringGroup({ ring }: Core, pending: number): EngineGroup {
  return {
    title: 'packets kept',
    facts: [
      fact('packets', `${ring.count.toLocaleString('en-US')} of ${ring.maxPackets.toLocaleString('en-US')}`),
      fact('bytes', `${megabytes(ring.keptBytes)} of ${megabytes(ring.maxBytes)}`),
      fact('evicted', ring.evictedPackets),
      fact('cut short', ring.snappedPackets),
      fact('to be filtered', pending),
    ],
  };
}

function tableGroup({ tracker }: Core): EngineGroup {
  const { flows, hosts } = tracker;
  return {
    title: 'tables',
    facts: [
      fact(
        'flows',
        `${flows.slots.used.toLocaleString('en-US')} of ${flows.slots.capacity.toLocaleString('en-US')}`,
      ),
      fact('flows seen', flows.total),
      fact('flows evicted', tracker.evictedFlows),
      fact(
        'hosts',
        `${hosts.slots.used.toLocaleString('en-US')} of ${hosts.slots.capacity.toLocaleString('en-US')}`,
      ),
      fact('hosts evicted', tracker.evictedHosts),
    ],
  };
}

let lastProcessor = process.cpuUsage();
let lastTime = performance.now();
let lastLoad = 0;

function processGroup(): EngineGroup {
  const now = performance.now();
  // Over less than a second the figure would say more about the clock than about us.
  if (now - lastTime >= 1000) {
    const used = process.cpuUsage(lastProcessor);
    lastLoad = ((used.user + used.system) / 1000 / (now - lastTime)) * 100;
    lastProcessor = process.cpuUsage();
    lastTime = now;
  }
  const { rss, heapUsed } = process.memoryUsage();
  const delay = loopDelay.percentile(99) / 1e6;
  return {
    title: 'engine process',
    facts: [
      fact('processor', `${lastLoad.toFixed(1)} % of a core`),
      fact('memory', megabytes(rss)),
      fact('heap', megabytes(heapUsed)),
      fact('event loop delay', `${delay.toFixed(1)} ms (99 %)`, delay > 100),
      fact('process id', String(process.pid)),
      fact('user id', String(process.getuid?.() ?? 'unknown')),
    ],
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / megabyte).toFixed(1)} MiB`;
}
