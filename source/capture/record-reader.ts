import type { RecordBuffer } from './record-buffer.ts';
import type { CaptureInterface, CaptureStatistics, PacketBatch } from './source.ts';

export type CaptureFormat = 'pcap' | 'pcap-nanoseconds' | 'pcap-modified' | 'pcapng';

/** `full`: the batch is. `hungry`: a record needs bytes that are not there yet. `damaged`: nothing can be read any more. */
export type ReadOutcome = 'full' | 'hungry' | 'damaged';

export type DropCounts = Pick<CaptureStatistics, 'droppedByKernel' | 'droppedByInterface' | 'skipped'>;

/** Takes one capture format apart, as its bytes arrive. */
export type RecordReader = {
  readonly format: CaptureFormat;
  readonly interfaces: readonly CaptureInterface[];
  /** What is wrong, as a clause with its place, once `read` said `damaged`. */
  readonly damage: string;
  /** Oddities that did not stop the reading, each kind once; the caller takes them out. */
  readonly warnings: string[];
  /** Appends packets from `window` to `batch`. */
  read(window: RecordBuffer, batch: PacketBatch): ReadOutcome;
  /** The input ended while hungry: what is missing, as a clause, or undefined when nothing is. */
  unfinished(window: RecordBuffer): string | undefined;
  drops(): DropCounts;
};
