import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { setImmediate as breathe } from 'node:timers/promises';
import { safeString } from '../decode/text.ts';
import { type VendorIndex, VendorIndexBuilder } from './vendor-index.ts';

/** How much of the registry is indexed before others get their turn: some milliseconds. */
const pieceBytes = 128 * 1024;
/** Bits of the first byte of a hardware address: not assigned by the IEEE, and not one receiver. */
const localBit = 0x02;
const groupBit = 0x01;
const longestVendor = 40;
/** What the word for a company adds to a name is not worth the room in a table. */
const companyWord =
  /[\s,.]+(inc|incorporated|ltd|limited|llc|l\.l\.c|co|corp|corporation|company|gmbh|ag|kg|s\.?a|s\.?r\.?l|b\.?v|a\/s|ab|oy|plc|pty|pte|technologies co|s\.?p\.?a)[.,)]*$/i;

/**
 * Who made a network card, from the registry of the package `oui-data`. It is read when somebody first asks
 * and kept in a compact form; until then, and where the package cannot be read, vendors are unknown.
 */
export class Vendors {
  #index: VendorIndex | undefined;
  #loading: Promise<void> | undefined;
  readonly #path: string | undefined;

  /** `path` of the registry; by default that of the package. */
  constructor(path = registryPath()) {
    this.#path = path;
  }

  /** '' while unknown; 'random' for addresses made up by the device. */
  of(macHigh: number, macLow: number): string {
    const first = (macHigh >>> 8) & 0xff;
    if ((first & groupBit) !== 0) return '';
    if ((first & localBit) !== 0) return 'random';
    if (this.#index !== undefined) return this.#index.find(macHigh, macLow);
    void this.load();
    return '';
  }

  /** Reads the registry, once; never fails. */
  load(): Promise<void> {
    this.#loading ??= this.#read().catch(() => {
      // Without the registry vendors stay unknown, which is no reason to stop.
    });
    return this.#loading;
  }

  get memoryBytes(): number {
    return this.#index?.memoryBytes ?? 0;
  }

  async #read(): Promise<void> {
    if (this.#path === undefined) return;
    const builder = new VendorIndexBuilder();
    let rest = '';
    for await (const piece of createReadStream(this.#path, { encoding: 'utf8', highWaterMark: pieceBytes })) {
      const lines = (rest + String(piece)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) readLine(line, builder);
      await breathe();
    }
    readLine(rest, builder);
    this.#index = await builder.finish();
  }
}

/** One entry a line: "001122": "NAME\nSTREET\nTOWN\nCOUNTRY", */
const entry = /^\s*"([0-9A-F]{6,9})": "((?:[^"\\]|\\[^n])*)/;

function readLine(line: string, builder: VendorIndexBuilder): void {
  const found = entry.exec(line);
  if (found !== null) builder.add(found[1] ?? '', shorten(unescapeJson(found[2] ?? '')));
}

function unescapeJson(text: string): string {
  if (!text.includes('\\')) return text;
  try {
    return String(JSON.parse(`"${text}"`));
  } catch {
    return '';
  }
}

/** 'Raspberry Pi Foundation', 'Apple', 'Hon Hai Precision Ind.': safe, and short enough for a column. */
function shorten(name: string): string {
  let text = safeString(name).trim();
  for (let shorter = ''; shorter !== text; ) {
    shorter = text;
    text = text.replace(companyWord, '');
  }
  return text.length > longestVendor ? `${text.slice(0, longestVendor - 1)}…` : text;
}

function registryPath(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('oui-data');
  } catch {
    return undefined;
  }
}
