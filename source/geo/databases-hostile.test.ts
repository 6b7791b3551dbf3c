/** Files somebody made to do harm: refused or passed over, quickly, while the others answer. */
import { execFileSync } from 'node:child_process';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { control, encode, type MmdbValue, mmdbFile, pointerTo } from '../testing/mmdb-file.ts';
import { Random } from '../testing/random.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { isNotFound } from './answer.ts';
import { openDatabases } from './databases.ts';

function withFile(bytes: Uint8Array | undefined, look: (path: string) => void, name = 'x.mmdb'): void {
  using folder = temporaryFolder();
  const path = join(folder.path, name);
  if (bytes !== undefined) writeFileSync(path, bytes);
  look(path);
}

function open(path: string) {
  return openDatabases([path], {}, { folders: [], bundled: null });
}

/** What is said of 9.9.9.9 by a city database with this record. */
function answerOf(record: MmdbValue, type = 'GeoLite2-City') {
  const bytes = mmdbFile({ type, networks: [['9.9.9.0/24', record]] });
  let answer: ReturnType<ReturnType<typeof open>['lookUp']> | undefined;
  withFile(bytes, path => {
    answer = open(path).lookUp('9.9.9.9');
  });
  return answer ?? { country: 'not asked', city: '', asn: 0, organisation: '' };
}

function refusalOf(bytes: Uint8Array): string {
  let refusal = '';
  withFile(bytes, path => {
    const databases = open(path);
    databases.load();
    refusal = (databases.refusals[0] ?? 'accepted').replace(path, 'FILE');
  });
  return refusal;
}

describe('what is no database', () => {
  it.each([
    ['nothing', Buffer.alloc(0), 'FILE is no MaxMind database, or was cut short'],
    ['a text', Buffer.from('hello'), 'FILE is no MaxMind database, or was cut short'],
    ['zeros', Buffer.alloc(300_000), 'FILE is no MaxMind database, or was cut short'],
  ])('%s', (_, bytes, sentence) => {
    expect(refusalOf(bytes)).toBe(sentence);
  });

  it('a pipe, a device, a huge file', () => {
    withFile(undefined, path => {
      execFileSync('mkfifo', [path]);
      expect(open(path).isUsable).toBe(false);
    });
    for (const path of ['/dev/zero', '/proc/self/mem']) {
      const databases = open(path);
      databases.load();
      expect(databases.refusals).toHaveLength(1);
    }
    withFile(Buffer.alloc(0), path => {
      // Two gigabytes of nothing take no room on the disk.
      truncateSync(path, 2 * 1024 ** 3);
      const databases = open(path);
      databases.load();
      expect(databases.refusals).toEqual([`${path} is larger than 1024 MB`]);
    });
  });
});

describe('metadata', () => {
  const networks = [['9.9.9.0/24', { country_code: 'CH' }]] as const;

  it.each<[string, Readonly<Record<string, MmdbValue>>]>([
    ['a tree larger than the file', { node_count: 1_000_000 }],
    ['a tree of nothing', { node_count: 0 }],
    ['a tree whose size is a text', { node_count: 'many' }],
    ['a tree of 2^60 nodes', { node_count: 2 ** 60 }],
    ['sides of 23 bits', { record_size: 23 }],
    ['an IP of its own', { ip_version: 5 }],
    ['a text of gigabytes', { description: new Uint8Array([0x5f, 0xff, 0xff, 0xff]) }],
    ['a pointer to itself', { description: pointerTo(0) }],
  ])('%s is refused', (_, metadata) => {
    expect(refusalOf(mmdbFile({ type: 'x', networks, metadata }))).toMatch(/^FILE (is damaged|does not say)/);
  });

  it('an odd type or time is no reason', () => {
    const bytes = mmdbFile({
      type: '\u001b[2Jx',
      networks,
      metadata: { build_epoch: new Uint8Array(encode(2 ** 53)) },
    });
    withFile(bytes, path => {
      const databases = open(path);
      expect(databases.lookUp('9.9.9.9')).toMatchObject({
        country: 'CH',
        source: '\\x1b[2Jx of an unknown day',
      });
    });
  });

  it('a second marker, or one the library would overlook, is refused', () => {
    const whole = mmdbFile({ type: 'x', networks });
    const tail = Buffer.concat([
      Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1'),
      Buffer.from('\xefMaxMind.comm', 'latin1'),
    ]);
    expect(refusalOf(Buffer.concat([whole, tail]))).toContain('metadata is damaged');
  });
});

describe('records', () => {
  it('of wrong types say nothing', () => {
    expect(isNotFound(answerOf({ country: { iso_code: 5 }, city: { names: { en: ['x'] } } }) as never)).toBe(
      true,
    );
    expect(answerOf(['x']).country).toBe('');
    expect(answerOf('text').country).toBe('');
    expect(answerOf({ country: 'CHE' }, 'flat').country).toBe('');
    expect(answerOf({ country: { iso_code: '\u001b[' } }).country).toBe('');
    expect(answerOf({ country_code: 'ZZ', asn: 5 }, 'flat').country).toBe('');
    expect(
      answerOf({ autonomous_system_number: 'x', autonomous_system_organization: 'y' }, 'GeoLite2-ASN').asn,
    ).toBe(0);
    expect(answerOf({ country_code: 'CH', asn: 2 ** 40 }, 'flat')).toMatchObject({ country: 'CH', asn: 0 });
    expect(answerOf({ country_code: 'CH', __proto_x__: { asn: 5 } }, 'flat')).toMatchObject({ asn: 0 });
  });

  it('keep names short and safe', () => {
    const answer = answerOf({
      country: { iso_code: 'CH' },
      city: { names: { en: `\u001b]0;x\u0007\u202e${'ü'.repeat(5000)}` } },
    });
    expect(answer.city).toMatch(/^\\x1b\]0;x\\x07\\u202e/);
    expect(answer.city.length).toBeLessThan(120);
    expect(
      answerOf({
        country: { iso_code: 'CH' },
        city: { names: { en: '\ud83c'.repeat(3) } },
      }).city.isWellFormed(),
    ).toBe(true);
  });

  it.each<[string, MmdbValue]>([
    ['a pointer to itself', pointerTo(0)],
    ['a map in itself', new Uint8Array([...control(7, 1), ...encode('country'), ...pointerTo(0)])],
    ['an array of sixteen million', control(11, 16_000_000)],
    ['a text of sixteen megabytes', control(2, 16_000_000)],
    ['a map with numbers for names', new Uint8Array([...control(7, 1), ...encode(5), ...encode(5)])],
    ['an unknown type', new Uint8Array([0, 12])],
    ['a double of three bytes', control(3, 3)],
  ])('that are %s are passed over', (_, record) => {
    const started = performance.now();
    expect(answerOf(record)).toMatchObject({ country: '', asn: 0 });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('that multiply are passed over: every level points to the one below ten times', () => {
    const levels: Buffer[] = [encode('x')];
    let at = levels[0]?.length ?? 0;
    let below = 0;
    for (let level = 0; level < 11; level += 1) {
      const list = Buffer.concat([control(11, 10), ...Array.from({ length: 10 }, () => pointerTo(below))]);
      below = at;
      at += list.length;
      levels.push(list);
    }
    const bomb = new Uint8Array(Buffer.concat(levels));
    const bytes = mmdbFile({
      type: 'GeoLite2-City',
      networks: [
        ['9.9.8.0/24', bomb],
        ['9.9.9.0/24', pointerTo(below)],
      ],
    });
    withFile(bytes, path => {
      const databases = open(path);
      expect(isNotFound(databases.lookUp('9.9.9.9'))).toBe(true);
    });
    // Where a wanted field leads there, it is not followed either.
    expect(answerOf({ country: bomb, asn: 5 }, 'flat')).toMatchObject({ country: '', asn: 0 });
  });

  it('of more than any honest one are counted as damaged', () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`n${index}`, index]));
    const bytes = mmdbFile({
      type: 'GeoLite2-City',
      networks: [['9.9.9.0/24', { ...many, country_code: 'CH' }]],
    });
    withFile(bytes, path => {
      const databases = open(path);
      expect(isNotFound(databases.lookUp('9.9.9.9'))).toBe(true);
      expect(databases.facts()).toMatchObject({ isTrouble: true });
      expect(databases.facts().details[0]?.[1]).toContain('1 damaged records left out');
    });
  });
});

describe('damage', () => {
  const whole = mmdbFile({
    type: 'GeoLite2-City',
    recordBits: 28,
    networks: [
      ['9.9.9.0/24', { country: { iso_code: 'CH' }, city: { names: { en: 'Bern' } } }],
      ['2a00::/16', { country: { iso_code: 'DE' } }],
    ],
  });
  const asked = ['9.9.9.9', '9.9.8.1', '2a00::1', '255.255.255.254', '2001:4860::1'];

  it('a tree that runs in circles ends', () => {
    const knotted = Buffer.from(whole);
    // Every side of every node leads to the first one.
    knotted.fill(0, 0, knotted.indexOf('country') - 40);
    withFile(knotted, path => {
      const databases = open(path);
      for (const address of asked) expect(databases.lookUp(address)).toMatchObject({ origin: 'database' });
    });
  });

  it('a file cut anywhere, or with any bytes changed, neither throws nor hangs', () => {
    const random = new Random(4);
    using folder = temporaryFolder();
    const path = join(folder.path, 'x.mmdb');
    const started = performance.now();
    for (let round = 0; round < 600; round += 1) {
      const bytes = Buffer.from(whole);
      for (let change = 0; change < 1 + (round % 6); change += 1)
        bytes[random.below(bytes.length)] = random.below(256);
      writeFileSync(path, round % 3 === 0 ? bytes.subarray(0, random.below(bytes.length)) : bytes);
      const databases = open(path);
      for (const address of asked) {
        const { country, city } = databases.lookUp(address);
        expect(country).toMatch(/^([A-Z]{2})?$/);
        expect(city.length).toBeLessThan(200);
      }
    }
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
