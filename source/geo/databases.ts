import { basename } from 'node:path';
import { safeString } from '../decode/text.ts';
import { addressClass, classifyAddress } from '../flows/address-class.ts';
import { parseAddress } from '../flows/address-words.ts';
import type { GeoAnswer } from './answer.ts';
import { readDatabase, understandDatabase } from './databases-bytes.ts';
import { DatabaseFile } from './databases-file.ts';
import { bundledPath, databaseCandidates } from './databases-paths.ts';
import { emptyRecord } from './databases-record.ts';
import type { LocalDatabases, TierFacts } from './tiers.ts';

export type DatabaseOptions = {
  /** Folders to look in besides what is named; those of geoipupdate by default. */
  readonly folders?: readonly string[];
  /** The country database of the program; null: without it. */
  readonly bundled?: string | null;
  /** All files together. */
  readonly mostBytes?: number;
  /** Seconds since 1970. */
  readonly now?: () => number;
};

/** Databases of which it is known which there are, once `load` was called. */
export type OpenedDatabases = LocalDatabases & {
  /** Reads the files now, such as while they may still be read; otherwise the first question does. */
  load(): void;
  /** What could not be used and why, in sentences; empty before `load`. */
  readonly refusals: readonly string[];
};

const gigabyte = 1024 ** 3;
const yearSeconds = 366 * 86_400;
/** Looking at the clock for every answer would cost as much as the answer. */
const measureEvery = 64;
const smoothing = 0.1;

type Environment = Readonly<Record<string, string | undefined>>;

/** The databases of this machine: those named, those of the environment, those in the usual places, and our own. */
export function openDatabases(
  paths: readonly string[],
  environment: Environment,
  options: DatabaseOptions = {},
): OpenedDatabases {
  return new Databases(paths, environment, options);
}

class Databases implements OpenedDatabases {
  readonly #paths: readonly string[];
  readonly #environment: Environment;
  readonly #options: DatabaseOptions;
  readonly #now: () => number;
  #files: readonly DatabaseFile[] = [];
  /** The same in the order in which they are asked. */
  #countries: readonly DatabaseFile[] = [];
  #systems: readonly DatabaseFile[] = [];
  #refusals: string[] = [];
  #isNamedRefused = false;
  #isLoaded = false;
  #asked = 0;
  #answered = 0;
  #latency: number | undefined;
  readonly #sources = new Map<DatabaseFile | undefined, Map<DatabaseFile | undefined, string>>();

  constructor(paths: readonly string[], environment: Environment, options: DatabaseOptions) {
    this.#paths = paths;
    this.#environment = environment;
    this.#options = options;
    this.#now = options.now ?? (() => Math.floor(Date.now() / 1000));
  }

  get isUsable(): boolean {
    this.load();
    return this.#files.length > 0;
  }

  get detail(): 0 | 1 | 2 {
    this.load();
    if (this.#systems.length > 0 || this.#countries.some(file => file.ranks.city)) return 2;
    return this.#countries.length > 0 ? 1 : 0;
  }

  get refusals(): readonly string[] {
    return this.#refusals;
  }

  load(): void {
    if (this.#isLoaded) return;
    this.#isLoaded = true;
    const files: DatabaseFile[] = [];
    let left = this.#options.mostBytes ?? gigabyte;
    const open = (path: string, isNamed: boolean, isBundled: boolean): void => {
      const opened = openFile(path, left, isBundled);
      if (!opened.ok) {
        // What lies about unasked may come and go.
        if (isNamed || opened.isAbsent !== true) this.#refuse(path, opened.message, isNamed);
        return;
      }
      // Another copy of what is there already would only take memory.
      if (files.some(file => file.name === opened.file.name)) return;
      left -= Math.round(opened.file.megabytes * 1e6);
      files.push(opened.file);
    };
    const { folders, bundled = bundledPath() } = this.#options;
    for (const { path, isNamed } of databaseCandidates(this.#paths, this.#environment, folders))
      open(path, isNamed, false);
    if (typeof bundled === 'string') open(bundled, true, true);
    this.#files = files;
    this.#countries = files
      .filter(file => file.ranks.country > 0)
      .sort((one, other) => other.ranks.country - one.ranks.country);
    this.#systems = files
      .filter(file => file.ranks.system > 0)
      .sort((one, other) => other.ranks.system - one.ranks.system);
  }

  lookUp(address: string): GeoAnswer {
    this.load();
    this.#asked += 1;
    if (this.#asked % measureEvery !== 1) return this.#lookUp(address);
    const start = performance.now();
    const answer = this.#lookUp(address);
    const took = performance.now() - start;
    this.#latency = this.#latency === undefined ? took : this.#latency + (took - this.#latency) * smoothing;
    return answer;
  }

  #lookUp(address: string): GeoAnswer {
    const words = parseAddress(address);
    if (words === undefined) return this.#answer(emptyRecord, undefined, emptyRecord, undefined);
    const [kind, a, b, c, d] = words;
    // Whatever a file says of addresses that are nobody's.
    if (classifyAddress(kind, a, b, c, d) !== addressClass.global)
      return this.#answer(emptyRecord, undefined, emptyRecord, undefined);
    let place = emptyRecord;
    let placeFile: DatabaseFile | undefined;
    for (const file of this.#countries) {
      place = file.lookUp(kind, a, b, c, d);
      if (place.country === '') continue;
      placeFile = file;
      break;
    }
    let system = emptyRecord;
    let systemFile: DatabaseFile | undefined;
    for (const file of this.#systems) {
      system = file.lookUp(kind, a, b, c, d);
      if (system.asn === 0) continue;
      systemFile = file;
      break;
    }
    return this.#answer(
      placeFile === undefined ? emptyRecord : place,
      placeFile,
      systemFile === undefined ? emptyRecord : system,
      systemFile,
    );
  }

  #answer(
    place: typeof emptyRecord,
    placeFile: DatabaseFile | undefined,
    system: typeof emptyRecord,
    systemFile: DatabaseFile | undefined,
  ): GeoAnswer {
    if (placeFile !== undefined || systemFile !== undefined) this.#answered += 1;
    return {
      country: place.country,
      city: place.city,
      asn: system.asn,
      organisation: system.organisation,
      origin: 'database',
      source: this.#source(placeFile, systemFile),
      at: this.#now(),
    };
  }

  /** Made once for each pair of files. */
  #source(place: DatabaseFile | undefined, system: DatabaseFile | undefined): string {
    let row = this.#sources.get(place);
    if (row === undefined) {
      row = new Map();
      this.#sources.set(place, row);
    }
    let source = row.get(system);
    if (source === undefined) {
      const used = [place, system === place ? undefined : system].filter(file => file !== undefined);
      source = (used.length === 0 ? [...this.#files] : used)
        .map(file => `${file.name} of ${day(file.built)}`)
        .join(', ');
      row.set(system, source);
    }
    return source;
  }

  facts(): TierFacts {
    const now = this.#now();
    const details = this.#files.map(file => [file.name, this.#describe(file, now)] as const);
    const refusals = this.#refusals.map(sentence => ['not used', sentence] as const);
    const isOld = this.#files.some(file => !file.isBundled && now - file.built > yearSeconds);
    return {
      tier: 'database',
      state: !this.#isLoaded ? 'not opened yet' : this.#files.length > 0 ? 'ready' : 'no database',
      isTrouble: this.#isNamedRefused || isOld || this.#files.some(file => file.damaged > 0),
      asked: this.#asked,
      answered: this.#answered,
      latency: this.#latency,
      details: [...details, ...refusals],
    };
  }

  #describe(file: DatabaseFile, now: number): string {
    const parts = [`built ${day(file.built)}`, `${file.megabytes.toFixed(1)} MB`];
    if (now - file.built > yearSeconds)
      parts.push(`older than a year${file.isBundled ? '' : ': update it with geoipupdate'}`);
    if (file.damaged > 0) parts.push(`${file.damaged} damaged records left out`);
    if (!file.isBundled) parts.push(safeString(file.path));
    return parts.join(', ');
  }

  #refuse(path: string, message: string, isNamed: boolean): void {
    this.#refusals.push(`${safeString(path)} ${message}`);
    this.#isNamedRefused ||= isNamed;
  }
}

type Opening =
  | { readonly ok: true; readonly file: DatabaseFile }
  | { readonly ok: false; readonly message: string; readonly isAbsent?: boolean };

function openFile(path: string, mostBytes: number, isBundled: boolean): Opening {
  const read = readDatabase(path, mostBytes);
  if (!read.ok) return read;
  const understood = understandDatabase(read.bytes);
  if (!understood.ok) return understood;
  try {
    const file = new DatabaseFile(understood.database, path, isBundled);
    if (file.ranks.country > 0 || file.ranks.system > 0) return { ok: true, file };
    return { ok: false, message: `holds neither countries nor systems (${basename(file.name)})` };
  } catch {
    return { ok: false, message: 'is damaged and cannot be searched' };
  }
}

/** 2026-06-17; 'an unknown day' for what cannot be one. */
function day(seconds: number): string {
  const date = new Date(seconds * 1000);
  const text = Number.isNaN(date.getTime()) || seconds <= 0 ? '' : date.toISOString().slice(0, 10);
  return /^\d{4}-/.test(text) ? text : 'an unknown day';
}
