import type { Packet } from '../decode/packet.ts';
import { FlowTable } from './flow-table.ts';

export class Tracker {
  readonly flows = new FlowTable();
  add(p: Packet): number {
    return this.flows.add(p);
  }
}
