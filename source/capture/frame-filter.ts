/**
 * A capture filter applied in this process, the same way for files, streams and live frames.
 *
 * What it means for VLAN tags, everywhere in Oddwire: an expression that does not say `vlan` looks
 * through the outermost tag (`tcp port 80` finds tagged traffic too, as a live kernel filter does); one
 * that says `vlan` sees the frame as it was on the wire, tags in place (`vlan 7 and tcp port 80`).
 */
import { compileFilter, type FilterProgram } from './bpf.ts';
import { runProgram } from './bpf-machine.ts';
import type { Loaded } from './kernel.ts';
import { linkTypes, macAddressesBytes, vlanTagBytes } from './ring-layout.ts';

const keepEverything = 0x4_0000;

export function mentionsVlan(expression: string): boolean {
  return /\bvlan\b/.test(expression);
}

export class FrameFilter {
  readonly expression: string;
  private readonly looksThroughTag: boolean;
  private readonly programs = new Map<number, FilterProgram | undefined>();
  private lastLinkType = -1;
  private lastProgram: FilterProgram | undefined;

  constructor(expression: string) {
    this.expression = expression;
    this.looksThroughTag = !mentionsVlan(expression);
  }

  /** False for link types the expression cannot be applied to. */
  accepts(memory: Uint8Array, offset: number, captured: number, length: number, linkType: number): boolean {
    if (linkType !== this.lastLinkType) this.selectProgram(linkType);
    const program = this.lastProgram;
    if (program === undefined) return false;
    let gap = 0;
    if (this.looksThroughTag && linkType === linkTypes.ethernet && captured >= macAddressesBytes + 2) {
      const etherType =
        ((memory[offset + macAddressesBytes] as number) << 8) |
        (memory[offset + macAddressesBytes + 1] as number);
      if (etherType === 0x8100 || etherType === 0x88a8 || etherType === 0x9100) gap = vlanTagBytes;
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
