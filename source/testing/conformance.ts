/**
 * How far our columns agree with what tshark reads out of the corpus. A library for the test, and a tool:
 *
 *   node source/testing/conformance.ts [--protocol NAME] [--file SUBSTRING] [--column NAME]
 *                                      [--worst N] [--show N] [--classes N]
 */
import { parseArgs } from 'node:util';
import { readCapture } from '../capture/read-capture.ts';
import type { PacketSink } from '../capture/source.ts';
import { decode } from '../decode/decode.ts';
import { Packet } from '../decode/packet.ts';
import { protocolName } from '../decode/protocol.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { agrees, type Column, columns } from './conformance-columns.ts';
import {
  type CorpusFile,
  corpusAbsent,
  corpusBytes,
  corpusFiles,
  corpusIsPresent,
  type Expectation,
  readExpectations,
} from './expectations.ts';
import { outermostOf } from './outermost.ts';
import { foldProtocol } from './protocol-folding.ts';

export type ColumnResult = {
  readonly column: Column;
  /** Cells where tshark has a value that is ours to match. */
  compared: number;
  agreed: number;
  /** tshark has a value, but not at the outermost layer. */
  excluded: number;
  /** We have a value where tshark has none. */
  onlyOurs: number;
};

/** One way of differing, over all files. */
export type DisagreementClass = {
  readonly column: string;
  /** "tshark X / ours Y". */
  readonly text: string;
  count: number;
  readonly files: Set<string>;
  /** 'file#number tshark-value / our-value', the first few. */
  readonly examples: string[];
};

export type FileResult = {
  readonly path: string;
  readonly expectedPackets: number;
  readonly packets: number;
  disagreements: number;
  readonly notices: readonly string[];
};

export type ProtocolResult = { count: number; agreed: number };

export type Conformance = {
  readonly columns: readonly ColumnResult[];
  readonly classes: readonly DisagreementClass[];
  readonly files: readonly FileResult[];
  /** By tshark's name of the protocol. */
  readonly protocols: ReadonlyMap<string, ProtocolResult>;
};

export type ConformanceOptions = {
  readonly file?: string | undefined;
  readonly column?: string | undefined;
  /** Only packets that tshark, or we, call this. */
  readonly protocol?: string | undefined;
};

/** Called for each differing cell, with the packet still decoded. */
export type DisagreementListener = (
  file: string,
  row: Expectation,
  column: Column,
  expected: string,
  actual: string,
  p: Packet,
) => void;

const examplesKept = 5;
export function compareCorpus(
  options: ConformanceOptions = {},
  listener?: DisagreementListener,
): Conformance {
  const comparison = new Comparison(options, listener);
  for (const file of corpusFiles()) {
    if (options.file !== undefined && !file.path.includes(options.file)) continue;
    comparison.compareFile(file);
  }
  return comparison.result();
}

class Comparison {
  readonly #columns: ColumnResult[];
  readonly #classes = new Map<string, DisagreementClass>();
  readonly #files: FileResult[] = [];
  readonly #protocols = new Map<string, ProtocolResult>();
  readonly #protocol: string | undefined;
  readonly #listener: DisagreementListener | undefined;

  constructor(options: ConformanceOptions, listener: DisagreementListener | undefined) {
    const wanted = columns.filter(column => options.column === undefined || column.name === options.column);
    this.#columns = wanted.map(column => ({ column, compared: 0, agreed: 0, excluded: 0, onlyOurs: 0 }));
    this.#protocol = options.protocol === undefined ? undefined : foldProtocol(options.protocol);
    this.#listener = listener;
  }

  compareFile(file: CorpusFile): void {
    const rows = readExpectations(file.path);
    if (rows === undefined) return;
    const notices: string[] = [];
    const result = { path: file.path, expectedPackets: rows.length, packets: 0, disagreements: 0, notices };
    this.#files.push(result);
    const p = new Packet();
    const sink: PacketSink = {
      packets: batch => {
        for (let index = 0; index < batch.count; index += 1) {
          loadFromBatch(p, batch, index);
          decode(p);
          const row = rows[result.packets];
          result.packets += 1;
          if (row) this.#comparePacket(p, row, result);
        }
      },
      notice: notice => notices.push(notice.text),
    };
    readCapture(corpusBytes(file.path), sink);
    if (result.packets !== rows.length) result.disagreements += Math.abs(result.packets - rows.length);
  }

  #comparePacket(p: Packet, row: Expectation, file: FileResult): void {
    if (this.#protocol !== undefined) {
      const ours = foldProtocol(protocolName(p.protocol));
      if (foldProtocol(row.protocol) !== this.#protocol && ours !== this.#protocol) return;
    }
    const outer = outermostOf(p.bytes, p.start, p.end, p.linkType);
    for (const result of this.#columns) {
      const { column } = result;
      const expected = column.expected(row, outer);
      if (expected === undefined) {
        result.excluded += 1;
        continue;
      }
      const actual = column.actual(p, row);
      if (expected === '') {
        if (actual !== '') result.onlyOurs += 1;
        continue;
      }
      result.compared += 1;
      const agreed = agrees(column, expected, actual);
      if (column.group === 'protocol') this.#countProtocol(expected, agreed);
      if (agreed) {
        result.agreed += 1;
        continue;
      }
      file.disagreements += 1;
      this.#classify(column, expected, actual, row, file.path);
      this.#listener?.(file.path, row, column, expected, actual, p);
    }
  }

  #countProtocol(expected: string, agreed: boolean): void {
    const result = this.#protocols.get(expected) ?? { count: 0, agreed: 0 };
    result.count += 1;
    if (agreed) result.agreed += 1;
    this.#protocols.set(expected, result);
  }

  #classify(column: Column, expected: string, actual: string, row: Expectation, path: string): void {
    const ours = actual === '' ? 'none' : column.byValue ? actual : 'another';
    const theirs = column.byValue ? expected : `a value (${row.protocol})`;
    const text = `tshark ${theirs} / ours ${ours}`;
    const key = `${column.name} ${text}`;
    const known = this.#classes.get(key);
    const found = known ?? { column: column.name, text, count: 0, files: new Set(), examples: [] };
    if (!known) this.#classes.set(key, found);
    found.count += 1;
    found.files.add(path);
    if (found.examples.length < examplesKept) {
      const values = column.byValue ? '' : ` ${expected} / ${actual === '' ? 'none' : actual}`;
      found.examples.push(`${path}#${row.number}${values}`);
    }
  }

  result(): Conformance {
    return {
      columns: this.#columns,
      classes: [...this.#classes.values()].sort((a, b) => b.count - a.count),
      files: this.#files,
      protocols: this.#protocols,
    };
  }
}

/** Share of agreeing cells over the columns of a group; 1 where nothing was compared. */
export function agreement(conformance: Conformance, group: Column['group']): number {
  let compared = 0;
  let agreed = 0;
  for (const result of conformance.columns) {
    if (result.column.group !== group) continue;
    compared += result.compared;
    agreed += result.agreed;
  }
  return compared === 0 ? 1 : agreed / compared;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)} %`;
}

export function describeColumns(conformance: Conformance): string[] {
  const lines = conformance.columns.map(({ column, compared, agreed, excluded, onlyOurs }) => {
    const share = compared === 0 ? '-' : percent(agreed / compared);
    return (
      `${column.name.padEnd(13)}${share.padStart(10)}  ${String(agreed).padStart(6)} of ${String(compared).padStart(6)}` +
      `  differ ${compared - agreed}  excluded ${excluded}  only ours ${onlyOurs}`
    );
  });
  for (const group of ['cells', 'names', 'protocol'] as const) {
    lines.push(`all ${group}: ${percent(agreement(conformance, group))}`);
  }
  return lines;
}

export function describeClasses(classes: readonly DisagreementClass[], limit: number): string[] {
  const lines = classes.slice(0, limit).map(({ column, text, count, files, examples }) => {
    return `${column}: ${text}: ${count} in ${files.size} file${files.size === 1 ? '' : 's'}, e.g. ${examples.slice(0, 2).join('; ')}`;
  });
  if (classes.length > limit) lines.push(`… and ${classes.length - limit} more classes`);
  return lines;
}

export function describeFiles(files: readonly FileResult[], limit: number): string[] {
  return files
    .filter(file => file.disagreements > 0)
    .sort((a, b) => b.disagreements - a.disagreements)
    .slice(0, limit)
    .map(file => {
      const count = file.packets === file.expectedPackets ? '' : ` (tshark: ${file.expectedPackets})`;
      return `${file.path}: ${file.disagreements} differ in ${file.packets} packets${count}`;
    });
}

/** Protocols with the most packets we call otherwise. */
export function describeProtocols(protocols: ReadonlyMap<string, ProtocolResult>, limit: number): string[] {
  return [...protocols]
    .map(([name, { count, agreed }]) => ({ name, count, missed: count - agreed }))
    .filter(({ missed }) => missed > 0)
    .sort((a, b) => b.missed - a.missed)
    .slice(0, limit)
    .map(({ name, count, missed }) => `${name}: ${missed} of ${count} packets called otherwise`);
}

const usage = `node source/testing/conformance.ts [OPTIONS]
  --protocol NAME   only packets that tshark or we call NAME (versions folded)
  --file TEXT       only files whose path contains TEXT
  --column NAME     only this column: ${columns.map(column => column.name).join(' ')}
  --worst N         how many of the worst files and protocols to list (20)
  --classes N       how many classes of disagreement to list (60)
  --show N          print N differing packets with both values and our info (0)
`;

function main(): void {
  const { values } = parseArgs({
    options: {
      protocol: { type: 'string' },
      file: { type: 'string' },
      column: { type: 'string' },
      worst: { type: 'string', default: '20' },
      classes: { type: 'string', default: '60' },
      show: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || !corpusIsPresent) {
    console.log(values.help ? usage : corpusAbsent);
    return;
  }
  let toShow = Number(values.show);
  const listener: DisagreementListener = (file, row, column, expected, actual, p) => {
    if (toShow <= 0) return;
    toShow -= 1;
    p.wantsInfo = true;
    decode(p);
    p.wantsInfo = false;
    console.log(`${file}#${row.number} ${column.name}: tshark ${expected} / ours ${actual} | ${p.info}`);
    console.log(
      `   bytes: ${Buffer.from(p.bytes.subarray(p.start, Math.min(p.end, p.start + 96))).toString('hex')}`,
    );
  };
  const conformance = compareCorpus(values, listener);
  const section = (title: string, lines: readonly string[]): void => {
    if (lines.length > 0) console.log(`\n${title}\n  ${lines.join('\n  ')}`);
  };
  const worst = Number(values.worst);
  section('Columns', describeColumns(conformance));
  const miscounted = conformance.files.filter(file => file.packets !== file.expectedPackets);
  section('Files whose number of packets differs', describeFiles(miscounted, 1000));
  section('Worst files', describeFiles(conformance.files, worst));
  section("Protocols by tshark's name", describeProtocols(conformance.protocols, worst));
  section('Classes of disagreement', describeClasses(conformance.classes, Number(values.classes)));
}

if (import.meta.main) main();
