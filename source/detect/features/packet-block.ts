import { readBuiltKernel } from '../built-kernel.ts';
import { bytesPerSlot, DampedTable, damped, decays } from './damped-table.ts';
import { entryWords, FrequencyMemory } from './frequency-memory.ts';
import { logarithmTable } from './logarithms.ts';
import { belowCount, counted, type RarityBlock, relations, roots } from './packet-rarity.ts';
import { addKnown, fillKeys, judgeRarities } from './plain-rarities.ts';
import { plainRates, type RatedPacket, type RateTables, rateColumns } from './plain-rates.ts';

/** Slots of the tables of what fades. */
export type BlockSizes = {
  /** Entries of the table of frequencies, a power of two. */
  readonly entries: number;
  readonly hosts: number;
  readonly senders: number;
  readonly channels: number;
  readonly flows: number;
};

/** Where one packet is compared with those before it: all that is kept of those, and how. */
export type PacketBlock = RarityBlock &
  RateTables & {
    /** What `rates` found, as a row has it. */
    readonly rates: Float32Array;
    addRates(...packet: RatedPacket): void;
  };

const bytesPerPage = 65_536;
const bytesPerWord = 4;
const bytesPerFound = damped.values * 8;
/** Bytes from the beginning of the block; `assembly/block.ts` has the same. */
const layout = {
  keys: 0,
  belowKeys: 48,
  places: 72,
  counts: 120,
  bits: 216,
  totals: 336,
  sum: 424,
  logarithms: 432,
  decays: 16_816,
  found: 33_208,
  rates: 33_464,
  tables: 33_536,
} as const;

type Kernel = {
  readonly fillKeys: (block: number, ...keys: Parameters<RarityBlock['fillKeys']>) => void;
  readonly judge: (mask: number, block: number) => void;
  readonly addKnown: (block: number) => number;
  /** As `RatedPacket`, but with addresses of slots, 1 for true, and 0 for no flow. */
  readonly rates: (block: number, ...packet: number[]) => void;
};

let built: WebAssembly.Module | undefined | null = null;

/** What `npm run build` made of `assembly/`. */
function builtKernel(): WebAssembly.Module | undefined {
  if (built === null) built = readBuiltKernel(new URL('./kernel.wasm', import.meta.url));
  return built;
}

/** `kernel`: with none everything is done in TypeScript; by default it is what the build made, if it did. */
export function createPacketBlock(
  sizes: BlockSizes,
  kernel: WebAssembly.Module | 'built' | 'none' = 'built',
): PacketBlock {
  const used = kernel === 'built' ? (builtKernel() ?? 'none') : kernel;
  return used === 'none' ? plainBlock(sizes) : kernelBlock(sizes, used);
}

function plainBlock(sizes: BlockSizes): PacketBlock {
  const block: PacketBlock = {
    frequencies: new FrequencyMemory(sizes.entries),
    keys: new Int32Array(counted),
    belowKeys: new Int32Array(belowCount),
    places: new Int32Array(counted),
    counts: new Float64Array(counted),
    bits: new Float64Array(relations),
    totals: new Float64Array(roots + 1),
    sum: new Float64Array(1),
    hosts: new DampedTable(sizes.hosts, false),
    senders: new DampedTable(sizes.senders, false),
    channels: new DampedTable(sizes.channels, true),
    flows: new DampedTable(sizes.flows, true),
    rates: new Float32Array(rateColumns),
    fillKeys: (...keys) => fillKeys(block, ...keys),
    judge: () => judgeRarities(block),
    addKnown: () => addKnown(block),
    addRates: (...packet) => plainRates(block, block.rates, ...packet),
  };
  return block;
}

function kernelBlock(sizes: BlockSizes, kernel: WebAssembly.Module): PacketBlock {
  const { entries } = sizes;
  const at = entries * entryWords * bytesPerWord;
  const hostsAt = at + layout.tables;
  const sendersAt = hostsAt + sizes.hosts * bytesPerSlot;
  const channelsAt = sendersAt + sizes.senders * bytesPerSlot;
  const flowsAt = channelsAt + sizes.channels * bytesPerSlot;
  const pages = Math.ceil((flowsAt + sizes.flows * bytesPerSlot) / bytesPerPage);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { buffer } = memory;
  const instance = new WebAssembly.Instance(kernel, { env: { memory } });
  const exported = instance.exports as unknown as Kernel;
  const frequencies = new FrequencyMemory(entries, new Uint32Array(buffer, 0, entries * entryWords));
  const { mask } = frequencies;
  new Float64Array(buffer, at + layout.logarithms, logarithmTable.length).set(logarithmTable);
  new Float32Array(buffer, at + layout.decays, decays.length).set(decays);
  const table = (slots: number, hasGaps: boolean, tableAt: number, place: number): DampedTable =>
    new DampedTable(slots, hasGaps, {
      floats: new Float32Array(buffer, tableAt, (slots * bytesPerSlot) / bytesPerWord),
      found: new Float64Array(buffer, at + layout.found + place * bytesPerFound, damped.values),
    });
  return {
    frequencies,
    keys: new Int32Array(buffer, at + layout.keys, counted),
    belowKeys: new Int32Array(buffer, at + layout.belowKeys, belowCount),
    places: new Int32Array(buffer, at + layout.places, counted),
    counts: new Float64Array(buffer, at + layout.counts, counted),
    bits: new Float64Array(buffer, at + layout.bits, relations),
    totals: new Float64Array(buffer, at + layout.totals, roots + 1),
    sum: new Float64Array(buffer, at + layout.sum, 1),
    hosts: table(sizes.hosts, false, hostsAt, 0),
    senders: table(sizes.senders, false, sendersAt, 1),
    channels: table(sizes.channels, true, channelsAt, 2),
    flows: table(sizes.flows, true, flowsAt, 3),
    rates: new Float32Array(buffer, at + layout.rates, rateColumns),
    fillKeys(seed, source, destination, service, side, protocol, etherType, flags, length, timeToLive) {
      exported.fillKeys(
        at,
        seed,
        source,
        destination,
        service,
        side,
        protocol,
        etherType,
        flags,
        length,
        timeToLive,
      );
    },
    judge: () => exported.judge(mask, at),
    addKnown: () => exported.addKnown(at),
    addRates(sender, isHost, senderNumber, channel, channelNumber, flow, flowNumber, ticks, length) {
      exported.rates(
        at,
        (isHost ? hostsAt : sendersAt) + sender * bytesPerSlot,
        isHost ? 1 : 0,
        senderNumber,
        channelsAt + channel * bytesPerSlot,
        channelNumber,
        flow < 0 ? 0 : flowsAt + flow * bytesPerSlot,
        flowNumber,
        ticks,
        length,
      );
    },
  };
}
