import type { Packet } from '../decode/packet.ts';

/**
 * A text format packets can be written in. Each call returns text to append, so that formats know nothing
 * of files, and files nothing of formats.
 */
export type TextFormat = {
  begin(): string;
  /** Nothing for a packet the format has no words for. `p` was decoded with `wantsInfo`; `no` counts the packets of the capture from 1. */
  packet(p: Packet, no: number): string;
  end(): string;
};
