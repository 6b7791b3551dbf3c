import { addressIpv4, addressIpv6 } from '../decode/packet.ts';
import { safeString } from '../decode/text.ts';
import type { DatabaseBytes } from './databases-bytes.ts';
import { FieldReader } from './databases-fields.ts';
import { emptyRecord, type PlaceRecord, readRecord, wantedFields } from './databases-record.ts';
import { SearchTree } from './databases-tree.ts';

/** What a file can say, the better the higher; 0: nothing of that sort. */
type Ranks = { readonly country: number; readonly system: number; readonly city: boolean };

/** Records remembered: two to the power of this. */
const rememberedBits = 13;
const rememberedRecords = 2 ** rememberedBits;
const sampleCount = 64;
/** Ranks: a file that knows cities is the most careful about countries, one made for systems about those. */
const best = 3;
const good = 2;
const some = 1;

/** One database that was opened. */
export class DatabaseFile {
  readonly name: string;
  readonly path: string;
  readonly built: number;
  readonly megabytes: number;
  readonly isBundled: boolean;
  readonly ranks: Ranks;
  /** Records that were refused for what they are. */
  damaged = 0;

  readonly #tree: SearchTree;
  readonly #fields: FieldReader;
  readonly #places = new Float64Array(rememberedRecords);
  readonly #records = new Array<PlaceRecord>(rememberedRecords).fill(emptyRecord);

  constructor(database: DatabaseBytes, path: string, isBundled: boolean) {
    const { shape, type, built } = database;
    this.path = path;
    this.isBundled = isBundled;
    this.name = isBundled ? 'bundled countries' : safeString(type || 'unnamed');
    this.built = built;
    this.megabytes = shape.buffer.length / 1e6;
    this.#tree = new SearchTree(shape);
    const section = { buffer: shape.buffer, base: shape.dataStart, end: shape.dataEnd };
    this.#fields = new FieldReader(section, wantedFields);
    this.ranks = knownRanks(type) ?? this.#sampledRanks(shape.ipVersion, isBundled);
  }

  /** What it says of an address, given in the words of columns. */
  lookUp(kind: number, a: number, b: number, c: number, d: number): PlaceRecord {
    const place = this.#tree.find(kind, a, b, c, d);
    if (place === 0) return emptyRecord;
    // Records are shared by networks: whoever has the same record gets what was read before.
    const slot = Math.imul(place, 0x9e37_79b1) >>> (32 - rememberedBits);
    if (this.#places[slot] !== place) {
      this.#records[slot] = this.#read(place);
      this.#places[slot] = place;
    }
    return this.#records[slot] ?? emptyRecord;
  }

  #read(place: number): PlaceRecord {
    const fields = this.#fields.read(place);
    if (fields !== undefined) return readRecord(fields.value);
    this.damaged += 1;
    return emptyRecord;
  }

  /** For schemas without a name: what some of its records hold. */
  #sampledRanks(ipVersion: number, isBundled: boolean): Ranks {
    const kind = ipVersion === 6 ? addressIpv6 : addressIpv4;
    const records = this.#tree.samples(sampleCount).map(([a, b, c, d]) => {
      // In a tree for IPv6 the first networks are those of IPv4.
      const isIpv4 = kind === addressIpv6 && a === 0 && b === 0 && c === 0;
      return this.lookUp(isIpv4 ? addressIpv4 : kind, a, b, c, d);
    });
    const city = records.some(record => record.city !== '');
    const country = records.some(record => record.country !== '');
    const system = records.some(record => record.asn !== 0);
    const otherwise = city ? best : good;
    return { city, country: country ? (isBundled ? some : otherwise) : 0, system: system ? good : 0 };
  }
}

const kinds: readonly { readonly word: string; readonly ranks: Ranks }[] = [
  { word: 'Enterprise', ranks: { country: best, city: true, system: some } },
  { word: 'City', ranks: { country: best, city: true, system: some } },
  { word: 'Country', ranks: { country: good, city: false, system: 0 } },
  { word: 'ASN', ranks: { country: 0, city: false, system: best } },
  { word: 'ISP', ranks: { country: 0, city: false, system: best } },
];

/** MaxMind's files go by these words, and so do those of others that are made like them. */
function knownRanks(type: string): Ranks | undefined {
  return kinds.find(kind => type.includes(kind.word))?.ranks;
}
