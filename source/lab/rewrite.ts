/**
 * Gives a recording other addresses: in headers, in ARP, in errors that quote headers, in DNS and DHCP answers, and
 * as text in messages. Lengths stay, checksums are made right again, so that nothing but the addresses changes.
 */
import { rmSync } from 'node:fs';
import { openCapture } from '../capture/file.ts';
import { pump } from '../capture/pump.ts';
import type { PacketBatch } from '../capture/source.ts';
import { decode } from '../decode/decode.ts';
import { fragmentLater, fragmentNone, Packet } from '../decode/packet.ts';
import { openPcapngWriter } from '../export/pcapng.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { blankBulk } from './blank.ts';
import { fixIpv4Header, fixTransport } from './checksums.ts';
import type { Incident } from './contracts.ts';
import { Replacements } from './replacements.ts';

const etherTypeArp = 0x0806;
const transports = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const;
/** DNS, DHCP, mDNS, LLMNR, DHCPv6: messages that carry addresses as bytes. */
const portsWithAddresses = [53, 67, 68, 5353, 5355, 546, 547];

export type RewriteOptions = {
  /** Other addresses. */
  readonly world: boolean;
  /** See `blank.ts`. */
  readonly blank: boolean;
};

/** `from` and `to` are different files. */
export async function rewriteCapture(
  from: string,
  to: string,
  options: RewriteOptions = { world: true, blank: false },
): Promise<number> {
  const opened = await openCapture(from);
  if (!opened.ok) throw new Error(opened.message);
  rmSync(to, { force: true });
  const output = openPcapngWriter(to, { interfaces: opened.source.interfaces, application: 'Oddwire lab' });
  if (!output.ok) throw new Error(output.message);
  const rewriter = new Rewriter(options);
  const packets = (batch: PacketBatch): void => {
    for (let index = 0; index < batch.count; index += 1) rewriter.packet(batch, index);
    output.writer.write(batch);
  };
  await pump(opened.source, { packets, notice: () => undefined }, new AbortController().signal);
  opened.source.close();
  const { packets: written, message } = await output.writer.close();
  if (message !== undefined) throw new Error(message);
  return written;
}

/** The same addresses in what is said of the recording. */
export function rewriteIncidents(
  incidents: readonly Incident[],
  replacements = new Replacements(),
): readonly Incident[] {
  const bytes = new TextEncoder().encode(JSON.stringify(incidents));
  replacements.inText(bytes, 0, bytes.length);
  return JSON.parse(new TextDecoder().decode(bytes)) as Incident[];
}

export class Rewriter {
  readonly #replacements: Replacements;
  readonly #blank: boolean;
  readonly #packet = new Packet();

  constructor({ world, blank }: RewriteOptions) {
    this.#replacements = world ? new Replacements() : new Replacements([], []);
    this.#blank = blank;
  }

  /** Changes the packet where it lies. */
  packet(batch: PacketBatch, index: number): void {
    const p = this.#packet;
    loadFromBatch(p, batch, index);
    decode(p);
    const bytes = batch.memory.subarray(p.start, p.end);
    if (p.etherType === etherTypeArp) {
      this.#replacements.inBytes(bytes, 0, bytes.length);
      return;
    }
    if (p.networkStart < 0) return;
    const network = p.networkStart;
    const isIpv4 = (bytes[network] ?? 0) >>> 4 === 4;
    const header = isIpv4 ? ((bytes[network] ?? 0) & 15) * 4 : 40;
    this.#replacements.inBytes(bytes, network, Math.min(bytes.length, network + header));
    this.#inMessage(p, bytes);
    if (this.#blank) blankBulk(p, bytes);
    if (isIpv4) fixIpv4Header(bytes, network);
    // Of a datagram in pieces no piece has all that the checksum covers.
    if (p.fragment === fragmentNone) fixTransport(bytes, network, isIpv4, p.ipProtocol);
  }

  #inMessage(p: Packet, bytes: Uint8Array): void {
    const start = p.payloadStart < 0 ? p.networkStart : p.payloadStart;
    const carriesAddresses =
      p.ipProtocol === transports.icmp ||
      p.ipProtocol === transports.icmpv6 ||
      portsWithAddresses.includes(p.srcPort) ||
      portsWithAddresses.includes(p.dstPort);
    if (carriesAddresses && p.fragment !== fragmentLater) {
      const from = p.payloadStart < 0 ? Math.min(bytes.length, p.networkStart + 20) : start;
      this.#replacements.inBytes(bytes, from, bytes.length);
    }
    this.#replacements.inText(bytes, start, bytes.length);
  }
}
