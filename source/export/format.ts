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

/** Where one end of a packet is. */
export type EndPlace = {
  /** ISO 3166-1 code in capitals; '' where nobody knows, and for addresses of no country. */
  readonly country: string;
  readonly city: string;
  /** Autonomous system number, 0 when unknown. */
  readonly asn: number;
};

/** Both ends; made anew or the same object every time, as the giver likes: it is read at once. */
export type PacketPlaces = { readonly source: EndPlace; readonly destination: EndPlace };

/** How odd a packet is. */
export type PacketOddness = {
  /** 10·log10(N) for "1 in N". */
  readonly oddness: number;
  /** −1 … 1; positive is normal, 0 is the alarm line. */
  readonly decision: number;
  /** Best first; none for a packet that is not odd. */
  readonly reasons: readonly string[];
};

export type TextFormatOptions = {
  /** How odd a packet is; without it nothing is judged, and formats have no such fields. */
  readonly oddness?: (p: Packet) => PacketOddness;
  /** Where the ends of a packet are; without it addresses are not looked up, and formats have no such fields. */
  readonly places?: (p: Packet) => PacketPlaces;
};
