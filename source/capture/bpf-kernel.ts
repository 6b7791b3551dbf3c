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
import { hardwareTypes, linkTypes } from './ring-layout.ts';

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
  if (knownToLibpcap.includes(linkType)) return compileFilter(expression, linkType, snapLength);
  const raw = compileFilter(expression, linkTypes.rawIp, snapLength);
  return raw.ok ? { ok: true, value: relativeToNetworkHeader(raw.value) } : raw;
}

/**
 * For all devices at once: each packet's device decides between the program for Ethernet frames and the
 * one that starts at the network header.
 */
export function filterForEveryDevice(expression: string, snapLength: number): Loaded<FilterProgram> {
  const ethernet = compileFilter(expression, linkTypes.ethernet, snapLength);
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
  const result = { ...program, constant: program.constant.slice() };
  const loads: readonly number[] = [
    op.loadWord,
    op.loadHalf,
    op.loadByte,
    op.loadWordIndexed,
    op.loadHalfIndexed,
    op.loadByteIndexed,
    op.indexHeaderLength,
  ];
  for (let at = 0; at < program.count; at++) {
    const constant = program.constant[at] ?? 0;
    if (loads.includes(program.code[at] ?? -1)) result.constant[at] = constant + fromNetworkHeader;
  }
  return result;
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
