import { expect } from 'vitest';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { MutablePacketContext } from '../detect/context.ts';
import { HostWindows } from '../detect/windows/host-windows.ts';
import { Tracker } from '../flows/tracker.ts';
import { type FlowPacket, flowPacket } from './flow-packets.ts';

/** Windows fed with packets, and their rows read by the names of their columns. */
export class WindowStand {
  readonly tracker: Tracker;
  readonly windows: HostWindows;
  readonly #context = new MutablePacketContext(new Packet());
  #number = 0;

  constructor(capacity = 64, maxHosts = 256) {
    this.tracker = new Tracker({ maxFlows: 4096, maxHosts, seed: 3 });
    this.windows = new HostWindows({ tracker: this.tracker, seed: 5, capacity });
  }

  add(p: Packet): void {
    const flow = this.tracker.add(p);
    this.#number += 1;
    this.#context.fill(p, this.tracker, flow, this.#number);
    this.windows.packet(this.#context);
  }

  send(wanted: FlowPacket): void {
    this.add(flowPacket(wanted));
  }

  frame(bytes: Uint8Array, seconds: number): void {
    const p = new Packet();
    p.bytes = bytes;
    p.end = bytes.length;
    p.length = bytes.length;
    p.seconds = seconds;
    decode(p);
    this.add(p);
  }

  visited(now: number): number[] {
    const slots: number[] = [];
    this.windows.second(now, slot => void slots.push(slot));
    return slots;
  }

  slotOf(address: number): number {
    return this.windows.slotOfHost(this.tracker.hosts.find(4, 0, 0, 0, address | 0));
  }

  /** Values as a person would say them. */
  read(slot: number, level: 'source' | 'target'): Record<string, number> {
    const schema = level === 'source' ? this.windows.sourceSchema : this.windows.targetSchema;
    const row = new Float32Array(schema.columns.length).fill(Number.NaN);
    if (level === 'source') this.windows.writeSource(slot, row);
    else this.windows.writeTarget(slot, row);
    return Object.fromEntries(
      schema.columns.map((column, index) => {
        const value = row[index] as number;
        expect(Number.isFinite(value)).toBe(true);
        return [column.name, column.form === 'log' ? Math.round(Math.expm1(value) * 1000) / 1000 : value];
      }),
    );
  }
}
