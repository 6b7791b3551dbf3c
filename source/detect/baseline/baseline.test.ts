import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { baselineInfo, FakeLearned } from '../../testing/fake-learned.ts';
import { Random } from '../../testing/random.ts';
import { openBaseline, packBaseline, readBaseline } from './baseline.ts';
import { ageWords, schemaHash } from './info.ts';
import { packSections } from './sections.ts';

function parts(): FakeLearned[] {
  return [
    new FakeLearned('one', 1, {
      floats: Float32Array.of(1.5, Number.NaN, -0, 1e30),
      doubles: Float64Array.of(Math.PI, Number.POSITIVE_INFINITY),
      empty: new Int32Array(0),
    }),
    new FakeLearned('two', 2, {
      words: Uint16Array.of(1, 65_535),
      bytes: Uint8Array.of(7, 8, 9),
      wide: Uint32Array.of(4_294_967_295),
      signed: Int32Array.of(-5, 2 ** 31 - 1),
    }),
  ];
}

const fresh = (): FakeLearned[] => [new FakeLearned('one', 0), new FakeLearned('two', 0)];

/** A file whose head says what it likes and whose checksum is right. */
function forge(info: unknown, packed: Uint8Array, unpackedLength: number, format = 1): Uint8Array {
  const infoBytes = new TextEncoder().encode(JSON.stringify(info));
  const head = Buffer.alloc(24);
  head.set([0x89, 0x4f, 0x44, 0x44, 0x57, 0x0d, 0x0a, 0x1a]);
  head.writeUInt32LE(format, 8);
  head.writeUInt32LE(infoBytes.length, 12);
  head.writeUInt32LE(packed.length, 16);
  head.writeUInt32LE(unpackedLength, 20);
  const body = Buffer.concat([head, infoBytes, packed]);
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

function expectRefused(bytes: Uint8Array, schema?: string): string {
  const before = fresh();
  const answer = readBaseline(bytes, before, schema);
  expect(before).toEqual(fresh());
  if (answer.ok) throw new Error('It was not refused.');
  expect(answer.problem).toMatch(/^\w.*[^.]$/);
  return answer.trouble;
}

describe('a baseline file', () => {
  it('gives back what was put in', async () => {
    const info = baselineInfo();
    for (const effort of ['quick', 'small'] as const) {
      const bytes = await packBaseline(parts(), info, effort);
      const read = fresh();
      expect(readBaseline(bytes, read, 'abc')).toEqual({ ok: true, info, missing: [] });
      expect(read).toEqual(parts());
    }
  });

  it('is the same for the same knowledge', async () => {
    const [one, other] = await Promise.all([
      packBaseline(parts(), baselineInfo()),
      packBaseline(parts(), baselineInfo()),
    ]);
    expect(one).toEqual(other);
  });

  it('holds what was known when it was begun', async () => {
    const known = parts();
    const packing = packBaseline(known, baselineInfo());
    (known[0] as FakeLearned).facts['count'] = 99;
    const read = fresh();
    readBaseline(await packing, read);
    expect(read[0]?.facts).toEqual({ count: 1 });
  });

  it('leaves parts alone that it knows nothing of', async () => {
    const bytes = await packBaseline([new FakeLearned('one', 5)], baselineInfo());
    const read = fresh();
    expect(readBaseline(bytes, read)).toMatchObject({ ok: true, missing: ['two'] });
    expect(read.map(part => part.facts['count'])).toEqual([5, 0]);
    expect(expectRefused(await packBaseline([new FakeLearned('three', 5)], baselineInfo()))).toBe('refused');
  });

  it('is refused when cut anywhere, or changed anywhere', async () => {
    const bytes = await packBaseline(parts(), baselineInfo());
    for (let length = 0; length < bytes.length; length += 1)
      expect(expectRefused(bytes.subarray(0, length))).toBe('damaged');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = bytes.slice();
      changed[at] = (changed[at] as number) ^ 0x10;
      expect(['damaged', 'foreign', 'newer']).toContain(expectRefused(changed));
    }
    expect(expectRefused(Buffer.concat([bytes, Uint8Array.of(0)]))).toBe('damaged');
  });

  it('is refused when foreign, newer, or of other columns', async () => {
    expect(expectRefused(new TextEncoder().encode('PK and so on, something else altogether'))).toBe(
      'foreign',
    );
    const random = new Random(3);
    for (let round = 0; round < 100; round += 1) expectRefused(random.bytes(random.below(500)));
    const bytes = await packBaseline(parts(), baselineInfo());
    bytes[8] = 2;
    expect(expectRefused(bytes)).toBe('newer');
    expect(expectRefused(await packBaseline(parts(), baselineInfo()), 'other')).toBe('other-schema');
  });

  it('puts everything back when a later part refuses', async () => {
    for (const bad of ['refuse', 'throw']) {
      const hostile = parts();
      (hostile[1] as FakeLearned).facts[bad] = true;
      expect(expectRefused(await packBaseline(hostile, baselineInfo()))).toBe('refused');
    }
  });

  it('is refused when forged with a good checksum', async () => {
    const info = baselineInfo();
    const zeros = brotliCompressSync(Buffer.alloc(30 << 20));
    expect(expectRefused(forge(info, zeros, 1000))).toBe('damaged');
    expect(expectRefused(forge(info, zeros, 30 << 20))).toBe('damaged');
    expect(expectRefused(forge(info, zeros, 2 ** 32 - 1))).toBe('damaged');
    for (const made of [null, 7, [], {}, { ...info, rows: 'many' }, { ...info, created: -1 }])
      expect(expectRefused(forge(made, zeros, 1000))).toBe('damaged');
    expect(expectRefused(forge({ ...info, origin: 'x'.repeat(5000) }, zeros, 1000))).toBe('damaged');
    const heads = [
      '7',
      '{}',
      '[7]',
      '[{"name":"one"}]',
      '[{"name":"one","facts":{},"arrays":[["a","Float32Array",1000000]]}]',
      '[{"name":"one","facts":{},"arrays":[["a","Float32Array",-1]]}]',
      '[{"name":"one","facts":{},"arrays":[["a","Float32Array",1.5]]}]',
      '[{"name":"one","facts":{},"arrays":[["a","Function",0]]}]',
      '[{"name":"one","facts":{},"arrays":[["a","constructor",0]]}]',
      '[{"name":"one","facts":{},"arrays":[["a","Uint8Array",0],["a","Uint8Array",0]]}]',
      '[{"name":"one","facts":[],"arrays":[]}]',
      '[{"name":"one","facts":{},"arrays":[]},{"name":"one","facts":{},"arrays":[]}]',
      `[${Array.from({ length: 257 }, (_, index) => `{"name":"s${index}","facts":{},"arrays":[]}`).join(',')}]`,
      '[{"name":"","facts":{},"arrays":[]}]',
      '[{"name":"one","facts":{},"arrays":[]}] more',
    ];
    for (const head of heads) {
      const headBytes = new TextEncoder().encode(head);
      const unpacked = Buffer.alloc(4 + headBytes.length);
      unpacked.writeUInt32LE(headBytes.length);
      unpacked.set(headBytes, 4);
      expect(expectRefused(forge(info, brotliCompressSync(unpacked), unpacked.length)), head).toBe('damaged');
    }
    expect(openBaseline(forge(info, await packSections([]), 4)).ok).toBe(true);
  });

  it('does not let a section reach a prototype', async () => {
    const part = new FakeLearned('one', 1);
    part.facts = JSON.parse('{"__proto__":{"polluted":true},"count":1}') as Record<string, unknown>;
    const read = fresh();
    readBaseline(await packBaseline([part], baselineInfo()), read);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('what a baseline says of itself', () => {
  it('tells columns apart', () => {
    const column = { name: 'a', words: 'x', form: 'log', unit: 'count', group: 'g' } as const;
    const hash = schemaHash([{ level: 'flow', columns: [column] }]);
    expect(hash).toMatch(/^[0-9a-f]{32}$/);
    expect(schemaHash([{ level: 'flow', columns: [{ ...column, words: 'better words' }] }])).toBe(hash);
    expect(schemaHash([{ level: 'flow', columns: [{ ...column, name: 'b' }] }])).not.toBe(hash);
    expect(schemaHash([{ level: 'packet', columns: [column] }])).not.toBe(hash);
  });

  it('says when it is old', () => {
    const day = 86_400;
    expect(ageWords({ created: 0 }, 90 * day)).toBeUndefined();
    expect(ageWords({ created: 0 }, 97 * day + 5)).toBe('97 days old');
    expect(ageWords({ created: 9e9 }, 0)).toBeUndefined();
  });
});
