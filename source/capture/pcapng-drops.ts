import type { PcapngInterface } from './pcapng-interface.ts';
import type { DropCounts } from './record-reader.ts';

/** Adds up what the interfaces of a pcapng file tell of lost packets. */
export class PcapngDrops {
  /** Every interface that told of drops, over all sections. */
  readonly #counting = new Set<PcapngInterface>();

  /** Lost before one packet, as that packet tells. */
  addBeforePacket(on: PcapngInterface, count: number): void {
    if (on.packetDropped === undefined) this.#counting.add(on);
    on.packetDropped = (on.packetDropped ?? 0) + count;
  }

  /** Interface statistics are totals: the latest word replaces the one before. */
  setTotals(on: PcapngInterface, kernel: number | undefined, card: number | undefined): void {
    on.kernelDropped = kernel ?? on.kernelDropped;
    on.interfaceDropped = card ?? on.interfaceDropped;
    if (on.kernelDropped !== undefined || on.interfaceDropped !== undefined) this.#counting.add(on);
  }

  /** Totals where there are some, what packets told where not; unknown where nobody told. */
  sum(): Omit<DropCounts, 'skipped'> {
    let droppedByKernel: number | undefined;
    let droppedByInterface: number | undefined;
    for (const each of this.#counting) {
      const lost =
        each.kernelDropped ?? (each.interfaceDropped === undefined ? each.packetDropped : undefined);
      if (lost !== undefined) droppedByKernel = (droppedByKernel ?? 0) + lost;
      if (each.interfaceDropped !== undefined) {
        droppedByInterface = (droppedByInterface ?? 0) + each.interfaceDropped;
      }
    }
    return { droppedByKernel, droppedByInterface };
  }
}
