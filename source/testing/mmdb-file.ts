import { addressIpv6 } from '../decode/packet.ts';
import { parseAddress } from '../flows/address-words.ts';

/** Writes MaxMind DB files, so that tests have cities and systems without anybody's data. */

export type MmdbValue =
  | string
  | number
  | boolean
  | Uint8Array
  | readonly MmdbValue[]
  | { readonly [name: string]: MmdbValue };

export type MmdbOptions = {
  /** 'GeoLite2-City', 'GeoLite2-ASN' … */
  readonly type: string;
  readonly recordBits?: 24 | 28 | 32;
  readonly ipVersion?: 4 | 6;
  /** Seconds since 1970. */
  readonly built?: number;
  /** Networks by prefix: '198.51.100.0/24', '2001:db8::/32'; the longer ones last. */
  readonly networks: readonly (readonly [prefix: string, record: MmdbValue])[];
  /** Instead of what the metadata would say. */
  readonly metadata?: Readonly<Record<string, MmdbValue>>;
};

type Child = { kind: 'none' } | { kind: 'data'; at: number } | { kind: 'node'; node: Node };
type Node = [left: Child, right: Child];

const separator = new Uint8Array(16);
const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');

export function mmdbFile(options: MmdbOptions): Buffer {
  const { recordBits = 24, ipVersion = 6 } = options;
  const data = new DataSection();
  const root: Node = [{ kind: 'none' }, { kind: 'none' }];
  for (const [prefix, record] of options.networks) {
    const { bits, length } = prefixBits(prefix, ipVersion);
    insert(root, bits, length, { kind: 'data', at: data.place(record) });
  }
  const nodes = numbered(root);
  const metadata = encode({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: options.built ?? 1_781_000_000,
    database_type: options.type,
    description: { en: 'made for a test' },
    ip_version: ipVersion,
    languages: ['en'],
    node_count: nodes.size,
    record_size: recordBits,
    ...options.metadata,
  });
  return Buffer.concat([treeBytes(nodes, recordBits), separator, data.bytes(), marker, metadata]);
}

/** Bytes of a value; also of those no honest file would have. */
export function encode(value: MmdbValue): Buffer {
  if (typeof value === 'string')
    return Buffer.concat([control(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'boolean') return control(14, value ? 1 : 0);
  // Raw: whoever builds damage says every byte of it.
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (typeof value === 'number')
    return Number.isInteger(value) && value >= 0 ? unsigned(value) : double(value);
  if (isList(value)) return Buffer.concat([control(11, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  const encoded = entries.flatMap(([name, one]) => [encode(name), encode(one)]);
  return Buffer.concat([control(7, entries.length), ...encoded]);
}

/** A pointer of four bytes to a place in the data section. */
export function pointerTo(at: number): Uint8Array {
  const bytes = Buffer.alloc(5);
  bytes[0] = 0b0011_1000;
  bytes.writeUInt32BE(at, 1);
  return bytes;
}

/** The first bytes of a value: its type and size. */
export function control(type: number, size: number): Buffer {
  const long =
    size < 29
      ? []
      : size < 285
        ? [size - 29]
        : size < 65_821
          ? bigEndian(size - 285, 2)
          : bigEndian(size - 65_821, 3);
  const low = size < 29 ? size : 28 + long.length;
  return Buffer.from(type <= 7 ? [(type << 5) | low, ...long] : [low, type - 7, ...long]);
}

function isList(value: object): value is readonly MmdbValue[] {
  return Array.isArray(value);
}

function unsigned(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.concat([control(bytes.length > 4 ? 9 : 6, bytes.length), Buffer.from(bytes)]);
}

function double(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return Buffer.concat([control(3, 8), bytes]);
}

function bigEndian(value: number, length: number): number[] {
  return Array.from({ length }, (_, index) => Math.floor(value / 256 ** (length - 1 - index)) % 256);
}

/** Records one after another; the same record lies there once. */
class DataSection {
  readonly #parts: Buffer[] = [];
  readonly #places = new Map<string, number>();
  #length = 0;

  place(record: MmdbValue): number {
    const bytes = encode(record);
    const key = bytes.toString('latin1');
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const at = this.#length;
    this.#places.set(key, at);
    this.#parts.push(bytes);
    this.#length += bytes.length;
    return at;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function prefixBits(prefix: string, ipVersion: 4 | 6): { bits: (at: number) => 0 | 1; length: number } {
  const [text = '', length = ''] = prefix.split('/');
  const words = parseAddress(text);
  if (words === undefined) throw new Error(`${prefix} is no prefix`);
  const [kind, ...parts] = words;
  const isIpv6 = kind === addressIpv6;
  const skipped = isIpv6 ? 0 : 96;
  const bit = (at: number): 0 | 1 => ((((parts[at >> 5] ?? 0) >>> (31 - (at & 31))) & 1) === 1 ? 1 : 0);
  // In a tree for IPv6 an IPv4 network lies below 96 zeros.
  if (!isIpv6 && ipVersion === 6) return { bits: bit, length: Number(length) + skipped };
  return { bits: at => bit(at + skipped), length: Number(length) };
}

function insert(root: Node, bits: (at: number) => 0 | 1, length: number, data: Child): void {
  let node = root;
  for (let depth = 0; depth < length - 1; depth += 1) {
    const side = bits(depth);
    const child = node[side];
    if (child.kind === 'node') {
      node = child.node;
      continue;
    }
    // A longer prefix in a shorter one: the rest of it keeps what it had.
    const next: Node = [child, child];
    node[side] = { kind: 'node', node: next };
    node = next;
  }
  node[bits(length - 1)] = data;
}

function numbered(root: Node): Map<Node, number> {
  const numbers = new Map<Node, number>([[root, 0]]);
  // A map is walked in the order in which it grows.
  for (const node of numbers.keys())
    for (const child of node)
      if (child.kind === 'node' && !numbers.has(child.node)) numbers.set(child.node, numbers.size);
  return numbers;
}

function treeBytes(nodes: ReadonlyMap<Node, number>, recordBits: 24 | 28 | 32): Buffer {
  const value = (child: Child): number => {
    if (child.kind === 'none') return nodes.size;
    return child.kind === 'data' ? nodes.size + separator.length + child.at : (nodes.get(child.node) ?? 0);
  };
  const nodeBytes = recordBits / 4;
  const tree = Buffer.alloc(nodes.size * nodeBytes);
  for (const [[left, right], number] of nodes) {
    const at = number * nodeBytes;
    const [low, high] = [value(left), value(right)];
    if (recordBits === 28) {
      tree.writeUIntBE(low & 0xff_ffff, at, 3);
      tree[at + 3] = ((low >>> 24) << 4) | (high >>> 24);
      tree.writeUIntBE(high & 0xff_ffff, at + 4, 3);
    } else {
      tree.writeUIntBE(low, at, nodeBytes / 2);
      tree.writeUIntBE(high, at + nodeBytes / 2, nodeBytes / 2);
    }
  }
  return tree;
}

/** A record as GeoLite2-City has it. */
export function cityRecord(country: string, city: string): MmdbValue {
  return {
    city: { geoname_id: 1, names: { de: city, en: city } },
    continent: { code: 'EU', geoname_id: 2, names: { en: 'Somewhere' } },
    country: { geoname_id: 3, iso_code: country, names: { en: country } },
    location: { accuracy_radius: 20, latitude: 52.5, longitude: 13.4, time_zone: 'Europe/Berlin' },
    registered_country: { geoname_id: 3, iso_code: country, names: { en: country } },
  };
}

export function countryRecord(country: string): MmdbValue {
  return { country: { geoname_id: 3, iso_code: country, names: { en: country } } };
}

export function systemRecord(asn: number, organisation: string): MmdbValue {
  return { autonomous_system_number: asn, autonomous_system_organization: organisation };
}
