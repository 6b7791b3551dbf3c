import { readName } from '../decode/names.ts';
import {
  addressIpv4,
  nameHttpHost,
  nameNone,
  nameQuicInitial,
  nameTlsServer,
  type Packet,
} from '../decode/packet.ts';
import { protocolId } from '../decode/protocol.ts';
import { classifyAddress, isLocalClass } from './address-class.ts';
import { dhcpHost, netbiosHost } from './announced-names.ts';
import { readAnnouncements, readAnswers } from './dns-answers.ts';
import type { FlowTable } from './flow-table.ts';
import type { HostTable } from './host-table.ts';
import { packetTime } from './key-parts.ts';
import { NameTable, nameSource } from './name-table.ts';

const dnsId = protocolId('DNS');
const mdnsId = protocolId('mDNS');
const llmnrId = protocolId('LLMNR');
const nbnsId = protocolId('NBNS');
const dhcpId = protocolId('DHCP', 'dhcp');
const tcpId = protocolId('TCP');
const udpId = protocolId('UDP');
/** By protocol: whose messages name other addresses than the two ends of the packet. */
const carriesNames = new Uint8Array(Math.max(dnsId, mdnsId, llmnrId, nbnsId, dhcpId) + 1);
for (const id of [dnsId, mdnsId, llmnrId, nbnsId, dhcpId]) carriesNames[id] = 1;
const tcpNumber = 6;

/** Names read in a second of packet time: beyond that we are being flooded, and decrypting costs most. */
const maxReadsPerSecond = 20_000;
const maxDecryptionsPerSecond = 500;
/** How long a name counts that came without a life of its own. */
const announcedSeconds = 3600;
/** Tries to find the name in a flow: a hello may stretch over two packets. */
const maxTries = 2;
const triesShift = 4;
const sourceMask = 0x0f;

/** Learns names from what passes by, and gives them to flows and hosts. Sends nothing. */
export class NameLearner {
  readonly table: NameTable;
  readonly #flows: FlowTable;
  readonly #hosts: HostTable;
  #second = 0;
  #reads = 0;
  #decryptions = 0;
  /** Names not read because there were too many in a second. */
  skipped = 0;
  #time = 0;
  #source: number = nameSource.lookup;

  constructor(flows: FlowTable, hosts: HostTable, table = new NameTable()) {
    this.#flows = flows;
    this.#hosts = hosts;
    this.table = table;
  }

  /** Names a flow that just began after the host that answers in it, when its name is fresh. */
  nameFlow(slot: number): void {
    const flows = this.#flows;
    const at = slot * 8 + 4;
    const { address } = flows;
    const known = this.table.find(
      flows.kind[slot] as number,
      address[at] as number,
      address[at + 1] as number,
      address[at + 2] as number,
      address[at + 3] as number,
    );
    if (known < 0 || !this.table.isFresh(known, flows.first[slot] as number)) return;
    flows.name[slot] = this.table.nameAt(known);
    flows.nameSource[slot] = this.table.sourceAt(known);
  }

  /** Gives a host that just appeared the name known for its address. */
  nameHost(slot: number): void {
    const hosts = this.#hosts;
    const { address } = hosts;
    const at = slot * 4;
    const known = this.table.find(
      hosts.kind[slot] as number,
      address[at] as number,
      address[at + 1] as number,
      address[at + 2] as number,
      address[at + 3] as number,
    );
    if (known < 0 || !this.table.isFresh(known, hosts.first[slot] as number)) return;
    hosts.name[slot] = this.table.nameAt(known);
    hosts.nameSource[slot] = this.table.sourceAt(known);
  }

  /** Looks for names in the packet just added to flow `slot`; cheap for packets without. */
  learn(p: Packet, slot: number): void {
    const { protocol } = p;
    if (protocol === tcpId || protocol === udpId) return;
    if (carriesNames[protocol] === 1) {
      if (this.#isOutermost(p) && this.#mayRead(p)) this.#learnFromMessage(p, slot);
    } else if (p.nameKind !== nameNone) this.#learnFromFlow(p, slot);
  }

  /** What a protocol says inside a tunnel is about other addresses than those of our columns. */
  #isOutermost(p: Packet): boolean {
    return p.carrierSrcPort === p.srcPort && p.carrierDstPort === p.dstPort && p.payloadStart >= 0;
  }

  #learnFromMessage(p: Packet, slot: number): void {
    this.#time = packetTime(p);
    const at = p.start + p.payloadStart;
    if (p.protocol === dnsId) {
      // An answer nobody asked for is how one would plant a name.
      const flows = this.#flows;
      if ((flows.packets[slot * 2 + 1 - flows.side] as number) === 0) return;
      this.#source = nameSource.lookup;
      readAnswers(p.bytes, p.ipProtocol === tcpNumber ? at + 2 : at, p.end, this.#named);
    } else if (p.protocol === mdnsId) {
      this.#source = nameSource.announced;
      readAnnouncements(p.bytes, at, p.end, this.#namedLocally);
    } else if (p.protocol === llmnrId) {
      this.#source = nameSource.announced;
      readAnswers(p.bytes, at, p.end, this.#namedLocally);
    } else {
      const found = p.protocol === nbnsId ? netbiosHost(p.bytes, at, p.end) : dhcpHost(p.bytes, at, p.end);
      if (found === undefined) return;
      this.#source = nameSource.announced;
      this.#namedLocally(addressIpv4, 0, 0, 0, found.address, found.name, announcedSeconds);
    }
  }

  /** Anybody on the link can announce anything: it counts for addresses of one's own network only. */
  readonly #namedLocally = (
    kind: number,
    a: number,
    b: number,
    c: number,
    d: number,
    name: string,
    life: number,
  ): void => {
    if (isLocalClass(classifyAddress(kind, a, b, c, d))) this.#named(kind, a, b, c, d, name, life);
  };

  readonly #named = (
    kind: number,
    a: number,
    b: number,
    c: number,
    d: number,
    name: string,
    life: number,
  ): void => {
    const id = this.table.texts.intern(name);
    this.table.learn(kind, a, b, c, d, id, this.#source, this.#time, life);
    const host = this.#hosts.find(kind, a, b, c, d);
    if (host >= 0) this.#giveHost(host, id, this.#source);
  };

  #learnFromFlow(p: Packet, slot: number): void {
    const { nameKind } = p;
    if (nameKind !== nameTlsServer && nameKind !== nameHttpHost && nameKind !== nameQuicInitial) return;
    const flows = this.#flows;
    const state = flows.nameSource[slot] as number;
    const tries = state >> triesShift;
    // The one who begins says whom it wants; what the other side says is no name of its own.
    if ((state & sourceMask) === nameSource.own || tries >= maxTries || flows.side !== 0) return;
    if (!this.#mayRead(p) || (nameKind === nameQuicInitial && !this.#mayDecrypt())) return;
    const name = hostPart(readName(p));
    if (name === '') {
      flows.nameSource[slot] = state + (1 << triesShift);
      return;
    }
    const id = this.table.texts.intern(name);
    flows.name[slot] = id;
    flows.nameSource[slot] = nameSource.own;
    const at = slot * 8 + 4;
    const { address } = flows;
    const host = this.#hosts.find(
      flows.kind[slot] as number,
      address[at] as number,
      address[at + 1] as number,
      address[at + 2] as number,
      address[at + 3] as number,
    );
    // Many names share a server: one that was asked for by it says less than the answer of DNS.
    if (host >= 0 && this.#hosts.name[host] === 0) this.#giveHost(host, id, nameSource.none);
  }

  #giveHost(host: number, name: number, source: number): void {
    const hosts = this.#hosts;
    if ((hosts.nameSource[host] as number) > source) return;
    hosts.name[host] = name;
    hosts.nameSource[host] = source;
  }

  #mayRead(p: Packet): boolean {
    if (p.seconds !== this.#second) {
      this.#second = p.seconds;
      this.#reads = 0;
      this.#decryptions = 0;
    }
    this.#reads += 1;
    if (this.#reads <= maxReadsPerSecond) return true;
    this.skipped += 1;
    return false;
  }

  #mayDecrypt(): boolean {
    this.#decryptions += 1;
    if (this.#decryptions <= maxDecryptionsPerSecond) return true;
    this.skipped += 1;
    return false;
  }
}

/** The name in a Host header without its port, in lower case; '' for what is an address and no name. */
function hostPart(text: string): string {
  const name = text.replace(/:\d{1,5}$/, '').toLowerCase();
  return /^[\d.]*$|^\[/.test(name) ? '' : name;
}

/** Where the name of a flow comes from, one of `nameSource`. */
export function flowNameSource(flows: FlowTable, slot: number): number {
  return (flows.nameSource[slot] as number) & sourceMask;
}
