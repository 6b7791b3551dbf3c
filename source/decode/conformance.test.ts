import { describe, expect, it } from 'vitest';
import { readCapture } from '../capture/read-capture.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { acceptedDifferences, protocolReasons } from '../testing/accepted-differences.ts';
import {
  agreement,
  type Conformance,
  compareCorpus,
  type DisagreementListener,
  describeClasses,
  describeColumns,
  describeFiles,
} from '../testing/conformance.ts';
import { corpusAbsent, corpusBytes, corpusFiles, corpusIsPresent } from '../testing/expectations.ts';
import { decode } from './decode.ts';
import { Packet } from './packet.ts';
import { Tree } from './tree.ts';

/**
 * Every packet of the corpus against what tshark reads out of it. `conformance-columns.ts` says which cells
 * are compared, `protocol-folding.ts` when two protocol names are the same, `accepted-differences.ts` which
 * differences are meant. ODDWIRE_CONFORMANCE=all prints all of what is shortened here.
 */
const leastCells = 0.999;
const leastNames = 0.99;
const leastProtocols = 0.9;
const shortList = 15;

const limit = process.env['ODDWIRE_CONFORMANCE'] === 'all' ? Number.POSITIVE_INFINITY : shortList;
if (!corpusIsPresent) console.log(corpusAbsent);

describe.runIf(corpusIsPresent)('agreement with tshark', () => {
  const unexplained: string[] = [];
  const stillNeeded = new Set<unknown>();
  const listener: DisagreementListener = (file, row, column, expected, actual) => {
    if (column.group === 'protocol') return;
    const place = `${file}#${row.number}`;
    const reason = acceptedDifferences.find(
      ({ columns, where, theirs }) =>
        columns.includes(column.name) && where.test(place) && theirs?.test(expected) !== false,
    );
    if (reason) stillNeeded.add(reason);
    else unexplained.push(`${place} ${column.name}: tshark ${expected} / ours ${actual || 'none'}`);
  };
  const conformance = corpusIsPresent ? compareCorpus({}, listener) : undefined;

  const result = (): Conformance => {
    if (conformance === undefined) throw new Error('There is no corpus.');
    return conformance;
  };

  it('reads as many packets from every file', () => {
    const files = result().files;
    expect(files.length).toBeGreaterThan(1300);
    expect(
      describeFiles(
        files.filter(file => file.packets !== file.expectedPackets),
        limit,
      ),
    ).toEqual([]);
  });

  it('is at least 99.9 % in times, lengths, addresses, ports, flags, VLANs, ICMP and ARP', () => {
    console.log(describeColumns(result()).join('\n'));
    expect(agreement(result(), 'cells')).toBeGreaterThanOrEqual(leastCells);
  });

  it('is at least 99 % in names from DNS, TLS, QUIC and HTTP', () => {
    expect(agreement(result(), 'names')).toBeGreaterThanOrEqual(leastNames);
  });

  it('is at least 90 % in protocols', () => {
    const { classes, files } = result();
    console.log(['Worst files', ...describeFiles(files, limit)].join('\n  '));
    for (const { text, reason } of protocolReasons) {
      const alike = classes.filter(found => found.column === 'protocol' && reasonOf(found.text) === text);
      const packets = alike.reduce((sum, found) => sum + found.count, 0);
      console.log([`${packets} packets: ${reason}`, ...describeClasses(alike, limit)].join('\n  '));
    }
    const others = classes.filter(found => found.column === 'protocol' && reasonOf(found.text) === undefined);
    console.log(['Other protocol names', ...describeClasses(others, limit)].join('\n  '));
    expect(agreement(result(), 'protocol')).toBeGreaterThanOrEqual(leastProtocols);
  });

  it('has a reason for every cell and name that differs', () => {
    expect(unexplained.slice(0, 40)).toEqual([]);
  });

  it('needs every reason it lists', () => {
    const stale = acceptedDifferences.filter(difference => !stillNeeded.has(difference));
    expect(stale.map(({ reason }) => reason)).toEqual([]);
  });
});

describe.runIf(corpusIsPresent)('damaged captures', () => {
  it('are decoded as far as they go', () => {
    const p = new Packet();
    let decoded = 0;
    for (const { path, damaged } of corpusFiles()) {
      if (!damaged) continue;
      readCapture(corpusBytes(path), {
        notice: () => undefined,
        packets: batch => {
          for (let index = 0; index < batch.count; index += 1) {
            loadFromBatch(p, batch, index);
            p.tree = new Tree(p.start, p.end);
            decode(p);
            expect(p.info).not.toBe('');
            decoded += 1;
          }
        },
      });
    }
    expect(decoded).toBeGreaterThan(3);
  });
});

function reasonOf(text: string): RegExp | undefined {
  return protocolReasons.find(entry => entry.text.test(text))?.text;
}
