import { flowTarget } from '../filter/flow-target.ts';
import { hostTarget } from '../filter/host-target.ts';
import { byteCount, wholeNumber } from '../flows/amounts.ts';
import { type FlowTexts, flowCells, flowEndpoint, flowSortKeys } from '../flows/flow-row.ts';
import { flowState } from '../flows/flow-state.ts';
import { type HostTexts, hostAddress, hostCells, hostSortKeys } from '../flows/host-row.ts';
import type { ProcessTable } from '../flows/process-table.ts';
import type { Core } from './core.ts';
import { EntityTable } from './entity-table.ts';
import { flowFilterColumns, hostFilterColumns } from './filter-columns.ts';
import type { PacketView } from './packet-view.ts';
import { packetsOfFlow } from './packet-view.ts';
import {
  type FlowsBody,
  flowColumns,
  type HostsBody,
  hostColumns,
  type OpenedEntity,
  type Row,
  type View,
} from './protocol.ts';

/** Packets of an opened flow or host that are shown. */
const latestPackets = 50;
const timelineSlots = 60;

/** What lookups of others add to rows. */
export type EntityTexts = {
  /** Undefined where processes cannot be known: files, other systems. */
  readonly processes: ProcessTable | undefined;
  readonly vendor: HostTexts['vendor'];
};

/** The flows and hosts screens. */
export class EntityViews {
  readonly #core: Core;
  readonly #packets: PacketView;
  readonly #flows: EntityTable;
  readonly #hosts: EntityTable;

  constructor(core: Core, packets: PacketView, texts: EntityTexts) {
    this.#core = core;
    this.#packets = packets;
    this.#flows = this.#flowTable(texts);
    this.#hosts = this.#hostTable(texts);
  }

  flows(view: View, filter: string): FlowsBody {
    const { tracker } = this.#core;
    const window = this.#flows.window(view, filter, { column: 'last', descending: true }, this.#now());
    return { screen: 'flows', ...window, tracked: tracker.flows.slots.used, evicted: tracker.evictedFlows };
  }

  hosts(view: View, filter: string): HostsBody {
    const { tracker } = this.#core;
    const window = this.#hosts.window(view, filter, { column: 'rate', descending: true }, this.#now());
    return { screen: 'hosts', ...window, tracked: tracker.hosts.slots.used, evicted: tracker.evictedHosts };
  }

  #now(): number {
    const { lastTime } = this.#core;
    return Number.isNaN(lastTime) ? 0 : lastTime;
  }

  #flowTable(texts: EntityTexts): EntityTable {
    const { places, analysis } = this.#core;
    const { flows, names } = this.#core.tracker;
    const shown: FlowTexts = {
      names: names.table.texts,
      process: id => texts.processes?.text(id) ?? '',
      country: slot => places.flowText(slot),
      oddness: slot => analysis?.flowOddness(slot) ?? 0,
    };
    const cells = flowCells(flows, shown);
    const keys = flowSortKeys(flows, shown);
    return new EntityTable(
      {
        used: () => flows.slots.used,
        number: flows.number,
        target: flowTarget(this.#core.tracker, {
          column: flowFilterColumns(this.#core),
          now: () => this.#now(),
          ...(texts.processes === undefined ? {} : { processes: texts.processes }),
        }),
        cells: (slot, now) => flowColumns.map(column => cells[column](slot, now)),
        tone: slot =>
          flows.state[slot] === flowState.reset
            ? 'notice'
            : flows.state[slot] === flowState.closed
              ? 'quiet'
              : 'plain',
        sortKey: (column, now) => flowColumns.filter(one => one === column).map(one => keys[one](now))[0],
        open: (slot, now) =>
          this.#openFlow(
            slot,
            flowColumns.map(column => [column, cells[column](slot, now)] as const),
          ),
      },
      flows.slots.capacity,
    );
  }

  #hostTable(texts: EntityTexts): EntityTable {
    const { places, analysis } = this.#core;
    const { hosts, names } = this.#core.tracker;
    const shown: HostTexts = {
      names: names.table.texts,
      vendor: texts.vendor,
      country: slot => places.hostText(slot),
      oddness: slot => analysis?.hostOddness(slot) ?? 0,
    };
    const cells = hostCells(hosts, shown);
    const keys = hostSortKeys(hosts, shown);
    return new EntityTable(
      {
        used: () => hosts.slots.used,
        number: hosts.number,
        target: hostTarget(this.#core.tracker, {
          column: hostFilterColumns(this.#core),
          now: () => this.#now(),
        }),
        cells: (slot, now) => hostColumns.map(column => cells[column](slot, now)),
        tone: () => 'plain',
        sortKey: (column, now) => hostColumns.filter(one => one === column).map(one => keys[one](now))[0],
        open: (slot, now) =>
          this.#openHost(
            slot,
            hostColumns.map(column => [column, cells[column](slot, now)] as const),
          ),
      },
      hosts.slots.capacity,
    );
  }

  #openFlow(slot: number, facts: OpenedEntity['facts']): OpenedEntity {
    const { flows } = this.#core.tracker;
    const number = flows.number[slot] as number;
    const numbers = [...packetsOfFlow(this.#core, number)];
    const sent = (side: 0 | 1): string =>
      `${wholeNumber(flows.packets[slot * 2 + side] as number)} packets, ${byteCount(flows.bytes[slot * 2 + side] as number)}`;
    return {
      id: number,
      title: `${flowEndpoint(flows, slot, 0)} ↔ ${flowEndpoint(flows, slot, 1)}`,
      facts: [
        ...facts.filter(([label, value]) => value !== '' && label !== 'source' && label !== 'destination'),
        ['sent', sent(0)],
        ['answered', sent(1)],
        ['retransmissions', wholeNumber(flows.retransmissions[slot] as number)],
      ],
      ...this.#timeline(numbers),
      packets: this.#latest(numbers),
      filter: `flow == ${number}`,
    };
  }

  #openHost(slot: number, facts: OpenedEntity['facts']): OpenedEntity {
    const { hosts } = this.#core.tracker;
    const address = hostAddress(hosts, slot);
    const numbers = [...this.#packetsOfHost(slot)];
    return {
      id: hosts.number[slot] as number,
      title: address,
      facts: facts.filter(([label, value]) => value !== '' && label !== 'address'),
      ...this.#timeline(numbers),
      packets: this.#latest(numbers),
      filter: `ip == ${address}`,
    };
  }

  *#packetsOfHost(slot: number): Generator<number> {
    const { ring, tracker } = this.#core;
    const { columns } = ring;
    const { address, kind } = tracker.hosts;
    const at = slot * 4;
    const is = (w0: Int32Array, w1: Int32Array, w2: Int32Array, w3: Int32Array, row: number): boolean =>
      w3[row] === address[at + 3] &&
      w0[row] === address[at] &&
      w1[row] === address[at + 1] &&
      w2[row] === address[at + 2];
    let row = ring.firstRow;
    for (let index = 0; index < ring.count; index += 1) {
      if (
        columns.addressKind[row] === kind[slot] &&
        (is(columns.src0, columns.src1, columns.src2, columns.src3, row) ||
          is(columns.dst0, columns.dst1, columns.dst2, columns.dst3, row))
      ) {
        yield ring.numberOf(row);
      }
      row = ring.rowAfter(row);
    }
  }

  #latest(numbers: readonly number[]): Row[] {
    return numbers
      .slice(-latestPackets)
      .reverse()
      .flatMap(number => this.#packets.row(number) ?? []);
  }

  /** Packets in equal slots of the time between the first and the last still in the ring. */
  #timeline(numbers: readonly number[]): Pick<OpenedEntity, 'timeline' | 'timelineSeconds'> {
    const { ring } = this.#core;
    const timeOf = (number: number): number => ring.columns.seconds[ring.rowOf(number)] ?? 0;
    const first = timeOf(numbers[0] ?? 0);
    const last = timeOf(numbers.at(-1) ?? 0);
    const timelineSeconds = Math.max(1, Math.ceil((last - first + 1) / timelineSlots));
    const timeline = new Array<number>(Math.max(1, Math.ceil((last - first + 1) / timelineSeconds))).fill(0);
    for (const number of numbers) {
      const index = Math.floor((timeOf(number) - first) / timelineSeconds);
      timeline[index] = (timeline[index] ?? 0) + 1;
    }
    return { timeline, timelineSeconds };
  }
}
