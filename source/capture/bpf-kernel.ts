/** Shapes a compiled filter for the kernel: what to attach so that it judges the right bytes. */
import {
  compileFilter,
  emptyProgram,
  type FilterProgram,
  instructionBytes,
  op,
  setInstruction,
} from './bpf.ts';
import type { Loaded } from './kernel.ts';
import { hardwareTypes, linkTypes, macAddressesBytes, tagTypes, vlanTagBytes } from './ring-layout.ts';

/** Loads from here on are relative to the network header, whatever link header comes before it. */
const fromNetworkHeader = 0xfff0_0000;
/** A load from here gives the hardware type of the packet's device. */
const deviceHardwareType = 0xffff_f000 + 28;

/** Keeps the first `snapLength` bytes of every packet. */
export function acceptEverything(snapLength: number): FilterProgram {
  const program = emptyProgram(1);
  setInstruction(program, 0, op.returnConstant, 0, 0, snapLength);
  return program;
}

/** For one device whose frames reach the filter as `linkType` says. */
export function filterForLink(
  expression: string,
  linkType: number,
  snapLength: number,
): Loaded<FilterProgram> {
  const knownToLibpcap = Object.values(linkTypes) as readonly number[];
  if (linkType === linkTypes.ethernet) return filterForEthernet(expression, snapLength);
  if (knownToLibpcap.includes(linkType)) return compileFilter(expression, linkType, snapLength);
  const raw = compileFilter(expression, linkTypes.rawIp, snapLength);
  return raw.ok ? { ok: true, value: relativeToNetworkHeader(raw.value) } : raw;
}

/**
 * Looks through up to two VLAN tags. The kernel takes the outermost one off what comes in before filters
 * run, but an inner one stays, and what goes out may carry both.
 */
function filterForEthernet(expression: string, snapLength: number): Loaded<FilterProgram> {
  const compiled = compileFilter(expression, linkTypes.ethernet, snapLength);
  if (!compiled.ok) return compiled;
  const plain = compiled.value;
  const inner = macAddressesBytes + vlanTagBytes;
  const untaggedAt = 11;
  const program = emptyProgram(untaggedAt + 3 * plain.count);
  // 0: a tag? then 5, else by 4 to the plain program. 5: another? then by 10 to the last, else by 9.
  testForTag(program, 0, macAddressesBytes);
  setInstruction(program, 4, op.jumpAlways, 0, 0, untaggedAt - 5);
  testForTag(program, 5, inner);
  setInstruction(program, 9, op.jumpAlways, 0, 0, untaggedAt + plain.count - 10);
  setInstruction(program, 10, op.jumpAlways, 0, 0, untaggedAt + 2 * plain.count - 11);
  append(program, untaggedAt, plain);
  append(program, untaggedAt + plain.count, behindTags(plain, vlanTagBytes));
  append(program, untaggedAt + 2 * plain.count, behindTags(plain, 2 * vlanTagBytes));
  return { ok: true, value: program };
}

/** Four instructions: goes on behind the fifth if there is a tag at `position`, with the fifth if not. */
function testForTag(program: FilterProgram, at: number, position: number): void {
  setInstruction(program, at, op.loadHalf, 0, 0, position);
  for (const [step, type] of tagTypes.entries())
    setInstruction(program, at + 1 + step, op.jumpEqual, tagTypes.length - step, 0, type);
}

/** The same program for a frame in which the bytes behind the hardware addresses come `bytes` later. */
function behindTags(program: FilterProgram, bytes: number): FilterProgram {
  return moveLoads(program, constant => (constant >= macAddressesBytes ? constant + bytes : constant));
}

/**
 * For all devices at once: each packet's device decides between the program for Ethernet frames and the
 * one that starts at the network header.
 */
export function filterForEveryDevice(expression: string, snapLength: number): Loaded<FilterProgram> {
  const ethernet = filterForEthernet(expression, snapLength);
  if (!ethernet.ok) return ethernet;
  // A primitive such as `ether host` has no meaning without a link header: nothing matches there.
  const raw = compileFilter(expression, linkTypes.rawIp, snapLength);
  const network = raw.ok ? relativeToNetworkHeader(raw.value) : acceptEverything(0);
  const prologue = 4;
  const program = emptyProgram(prologue + ethernet.value.count + network.count);
  setInstruction(program, 0, op.loadWord, 0, 0, deviceHardwareType);
  setInstruction(program, 1, op.jumpEqual, 2, 0, hardwareTypes.ethernet);
  setInstruction(program, 2, op.jumpEqual, 1, 0, hardwareTypes.loopback);
  setInstruction(program, 3, op.jumpAlways, 0, 0, ethernet.value.count);
  append(program, prologue, ethernet.value);
  append(program, prologue + ethernet.value.count, network);
  return { ok: true, value: program };
}

function append(target: FilterProgram, at: number, source: FilterProgram): void {
  target.code.set(source.code, at);
  target.jumpTrue.set(source.jumpTrue, at);
  target.jumpFalse.set(source.jumpFalse, at);
  target.constant.set(source.constant, at);
}

function relativeToNetworkHeader(program: FilterProgram): FilterProgram {
  return moveLoads(program, constant => constant + fromNetworkHeader);
}

const loads: ReadonlySet<number> = new Set([
  op.loadWord,
  op.loadHalf,
  op.loadByte,
  op.loadWordIndexed,
  op.loadHalfIndexed,
  op.loadByteIndexed,
  op.indexHeaderLength,
]);

function moveLoads(program: FilterProgram, move: (constant: number) => number): FilterProgram {
  const constant = program.constant.map((value, at) =>
    loads.has(program.code[at] ?? -1) ? move(value) : value,
  );
  return { ...program, constant };
}

/** The instructions in the kernel's layout. */
export function encodeProgram(program: FilterProgram): Uint8Array {
  const bytes = new Uint8Array(program.count * instructionBytes);
  const halves = new Uint16Array(bytes.buffer);
  const words = new Uint32Array(bytes.buffer);
  for (let at = 0; at < program.count; at++) {
    halves[at * 4] = program.code[at] ?? 0;
    bytes[at * instructionBytes + 2] = program.jumpTrue[at] ?? 0;
    bytes[at * instructionBytes + 3] = program.jumpFalse[at] ?? 0;
    words[at * 2 + 1] = program.constant[at] ?? 0;
  }
  return bytes;
}
