import type { Packet } from '../decode/packet.ts';
import { protocolName } from '../decode/protocol.ts';
import { destinationEndpoint, sourceEndpoint } from '../decode/row.ts';
import { flagRst } from '../decode/tcp.ts';
import type { OddCell } from './odd-cells.ts';
import type { Row, Tone } from './protocol.ts';

/** One row of the packet table, in the order of `packetColumns`. `p` was decoded with info. */
export function packetRow(p: Packet, number: number, country: string, odd: OddCell, marked: boolean): Row {
  return {
    id: number,
    cells: [
      number.toLocaleString('en-US'),
      clockTime(p),
      sourceEndpoint(p),
      destinationEndpoint(p),
      country,
      protocolName(p.protocol),
      String(p.length),
      odd.text,
      p.info,
    ],
    tone: toneOf(p),
    ...(odd.heat === undefined ? {} : { heat: odd.heat }),
    marked,
  };
}

function toneOf(p: Packet): Tone {
  if (p.malformed !== '') return 'bad';
  if (p.tcpFlags >= 0 && (p.tcpFlags & flagRst) !== 0) return 'notice';
  return p.payloadLength === 0 && p.tcpFlags === 0x10 ? 'quiet' : 'plain';
}

const two = (value: number): string => String(value).padStart(2, '0');

/** 14:02:11.123 in the local time zone. */
export function clockTime(p: Packet): string {
  const date = new Date(p.seconds * 1000);
  if (Number.isNaN(date.getTime())) return '?';
  const milliseconds = String(Math.floor(p.nanoseconds / 1e6)).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`;
}
