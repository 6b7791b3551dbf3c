import type { Packet } from '../decode/packet.ts';
import { protocolName } from '../decode/protocol.ts';
import {
  destinationAddress,
  destinationEndpoint,
  sourceAddress,
  sourceEndpoint,
  transportName,
} from '../decode/row.ts';
import type { TextFormat } from './format.ts';

/** Wide enough for an IPv4 endpoint; longer ones push the rest to the right rather than being cut. */
const endpointWidth = 21;

/** Cells around endpoints and Info in a narrow line: number, time of day, protocol, length, and blanks between. */
const narrowRest = 5 + 8 + 7 + 4 + 6;
const leastEndpointWidth = 15;
const leastInfoWidth = 20;
/** From here on a full line leaves as much for Info. */
const fullColumns = 90 + leastInfoWidth;

/**
 * A line per packet for people: number, local time, who to whom, protocol, length, what it says. `columns` is
 * the width of the terminal it is for, undefined where it is for none.
 */
export function packetLines(columns?: number): TextFormat {
  return columns === undefined || columns >= fullColumns ? fullLines() : narrowLines(columns);
}

/** Nothing that Info or another command does not tell is worth more than Info here. */
function narrowLines(columns: number): TextFormat {
  const room = Math.floor((columns - narrowRest - leastInfoWidth) / 2);
  const width = Math.max(leastEndpointWidth, Math.min(endpointWidth, room));
  return {
    begin: () =>
      `${'No'.padStart(5)} ${'Time'.padEnd(8)} ${'Source'.padEnd(width)} ${'Destination'.padEnd(width)} ${'Proto'.padEnd(7)} ${'Len'.padStart(4)} Info\n`,
    packet(p, no) {
      const source = narrowEnd(sourceEndpoint(p), sourceAddress(p), width);
      const destination = narrowEnd(destinationEndpoint(p), destinationAddress(p), width);
      return (
        `${String(no).padStart(5)} ${clockTime(p).slice(0, 8)} ${source} ${destination} ` +
        `${protocolName(p.protocol).padEnd(7)} ${String(p.length).padStart(4)} ${p.info}\n`
      );
    },
    end: () => '',
  };
}

/** With its port where there is room, else the address alone, of a long one its beginning and its end. */
function narrowEnd(endpoint: string, address: string, width: number): string {
  if (endpoint.length <= width) return endpoint.padEnd(width);
  const shown = address === '' ? endpoint : address;
  if (shown.length <= width) return shown.padEnd(width);
  const end = Math.floor((width - 1) / 2);
  return `${shown.slice(0, width - 1 - end)}…${shown.slice(-end)}`;
}

function fullLines(): TextFormat {
  return {
    begin: () =>
      `${'No'.padStart(7)}  ${'Time'.padEnd(15)}  ${'Source'.padEnd(endpointWidth)}  ${'Destination'.padEnd(endpointWidth)}  ${'Protocol'.padEnd(9)} ${'Length'.padStart(6)}  Info\n`,
    packet: (p, no) =>
      `${String(no).padStart(7)}  ${clockTime(p)}  ${sourceEndpoint(p).padEnd(endpointWidth)}  ${destinationEndpoint(p).padEnd(endpointWidth)}  ` +
      `${protocolName(p.protocol).padEnd(9)} ${String(p.length).padStart(6)}  ${p.info}\n`,
    end: () => '',
  };
}

/** The classic fields only: timestamp, addresses, ports, transport protocol, length. */
export function basicLines(): TextFormat {
  return {
    begin: () =>
      `${'Time'.padEnd(26)}  ${'Source'.padEnd(15)}  ${'Port'.padStart(5)}  ${'Destination'.padEnd(15)}  ${'Port'.padStart(5)}  ${'Transport'.padEnd(9)}  ${'Length'.padStart(6)}\n`,
    packet: (p: Packet) =>
      `${dateTime(p)}  ${(sourceAddress(p) || '-').padEnd(15)}  ${portText(p.srcPort).padStart(5)}  ` +
      `${(destinationAddress(p) || '-').padEnd(15)}  ${portText(p.dstPort).padStart(5)}  ${(transportName(p) || protocolName(p.protocol) || '-').padEnd(9)}  ${String(p.length).padStart(6)}\n`,
    end: () => '',
  };
}

function portText(port: number): string {
  return port < 0 ? '-' : String(port);
}

function microseconds(p: Packet): string {
  return String(Math.floor(p.nanoseconds / 1000)).padStart(6, '0');
}

/** 14:02:11.123456 in the local time zone. */
export function clockTime(p: Packet): string {
  const date = new Date(p.seconds * 1000);
  if (Number.isNaN(date.getTime())) return 'time unreadable';
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${microseconds(p)}`;
}

/** 2026-11-21 14:02:11.123456 in the local time zone. */
export function dateTime(p: Packet): string {
  const date = new Date(p.seconds * 1000);
  if (Number.isNaN(date.getTime())) return 'time unreadable'.padEnd(26);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${clockTime(p)}`;
}
