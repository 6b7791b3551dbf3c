/**
 * A capture filter applied in this process, the same way for files, streams and live frames.
 *
 * What it means for VLAN tags, everywhere in Oddwire: an expression that does not say `vlan` looks
 * through up to two tags (`tcp port 80` finds tagged traffic too); one that says `vlan` sees the frame as
 * it was on the wire, tags in place (`vlan 7 and tcp port 80`, `vlan 100 and vlan 7`).
 */
import { compileFilter, type FilterProgram } from './bpf.ts';
import { runProgram } from './bpf-machine.ts';
import type { Loaded } from './kernel.ts';
import { linkTypes, macAddressesBytes, tagTypes, vlanTagBytes } from './ring-layout.ts';

const keepEverything = 0x4_0000;

export function mentionsVlan(expression: string): boolean {
  return /\bvlan\b/.test(expression);
}

export class FrameFilter {
  readonly expression: string;
  private readonly looksThroughTags: boolean;
  private readonly programs = new Map<number, FilterProgram | undefined>();
  private lastLinkType = -1;
  private lastProgram: FilterProgram | undefined;

  constructor(expression: string) {
    this.expression = expression;
    this.looksThroughTags = !mentionsVlan(expression);
  }

  /** False for link types the expression cannot be applied to. */
  accepts(memory: Uint8Array, offset: number, captured: number, length: number, linkType: number): boolean {
    if (linkType !== this.lastLinkType) this.selectProgram(linkType);
    const program = this.lastProgram;
    if (program === undefined) return false;
    let gap = 0;
    if (this.looksThroughTags && linkType === linkTypes.ethernet) {
      if (isTagAt(memory, offset, captured, macAddressesBytes)) {
        gap = isTagAt(memory, offset, captured, macAddressesBytes + vlanTagBytes)
          ? 2 * vlanTagBytes
          : vlanTagBytes;
      }
    }
    return runProgram(program, memory, offset, captured, length, macAddressesBytes, gap) !== 0;
  }

  private selectProgram(linkType: number): void {
    if (!this.programs.has(linkType)) {
      const compiled = compileFilter(this.expression, linkType, keepEverything);
      this.programs.set(linkType, compiled.ok ? compiled.value : undefined);
    }
    this.lastLinkType = linkType;
    this.lastProgram = this.programs.get(linkType);
  }
}

function isTagAt(memory: Uint8Array, offset: number, captured: number, position: number): boolean {
  if (position + 2 > captured) return false;
  const etherType = ((memory[offset + position] as number) << 8) | (memory[offset + position + 1] as number);
  return etherType === tagTypes[0] || etherType === tagTypes[1] || etherType === tagTypes[2];
}

/** Checks the expression once, for Ethernet frames, so that a mistake is told before the first packet. */
export function createFrameFilter(expression: string): Loaded<FrameFilter> {
  const checked = compileFilter(expression, linkTypes.ethernet, keepEverything);
  if (checked.ok) return { ok: true, value: new FrameFilter(expression) };
  // Some expressions only make sense elsewhere, such as `wlan type mgt`.
  for (const linkType of [linkTypes.radiotap, linkTypes.rawIp]) {
    if (compileFilter(expression, linkType, keepEverything).ok)
      return { ok: true, value: new FrameFilter(expression) };
  }
  return checked;
}
