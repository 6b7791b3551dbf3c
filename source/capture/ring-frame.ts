/** The two repairs made in the ring's own memory, in the room the kernel leaves in front of a frame. */
import { frame, macAddressesBytes, vlanTagBytes } from './ring-layout.ts';

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Moves the two hardware addresses down and writes the tag the kernel stripped behind them. */
export function restoreVlanTag(
  bytes: Uint8Array,
  start: number,
  captured: number,
  protocol: number,
  tag: number,
): void {
  const moved = captured < macAddressesBytes ? captured : macAddressesBytes;
  for (let at = 0; at < moved; at++) bytes[start + at] = bytes[start + at + vlanTagBytes] as number;
  const position = start + macAddressesBytes;
  bytes[position] = protocol >> 8;
  bytes[position + 1] = protocol;
  bytes[position + 2] = tag >> 8;
  bytes[position + 3] = tag;
}

/** Linux cooked v2, from the address structure the kernel put beside the frame at `at`. */
export function writeCookedHeader(bytes: Uint8Array, start: number, at: number): void {
  const index = at + frame.interfaceIndex;
  const type = at + frame.hardwareType;
  bytes[start] = bytes[at + frame.linkProtocol] as number;
  bytes[start + 1] = bytes[at + frame.linkProtocol + 1] as number;
  bytes[start + 2] = 0;
  bytes[start + 3] = 0;
  for (let byte = 0; byte < 4; byte++)
    bytes[start + 4 + byte] = bytes[index + (littleEndian ? 3 - byte : byte)] as number;
  bytes[start + 8] = bytes[type + (littleEndian ? 1 : 0)] as number;
  bytes[start + 9] = bytes[type + (littleEndian ? 0 : 1)] as number;
  bytes[start + 10] = bytes[at + frame.packetType] as number;
  bytes[start + 11] = bytes[at + frame.addressLength] as number;
  for (let byte = 0; byte < 8; byte++) bytes[start + 12 + byte] = bytes[at + frame.address + byte] as number;
}
