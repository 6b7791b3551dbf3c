import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { Random } from '../../testing/random.ts';
import { temporaryFolder } from '../../testing/temporary.ts';
import type { LabHost } from '../lab.ts';
import { documentBytes, writeDocument } from './documents.ts';

it('writes documents that pack well, the same for the same seed', () => {
  using folder = temporaryFolder();
  const host = { folder: folder.path } as LabHost;
  const { path, name } = writeDocument(host, new Random(7), 20_000);
  const content = readFileSync(path);
  expect(content.length).toBeGreaterThanOrEqual(20_000);
  expect(gzipSync(content).length).toBeLessThan(content.length / 8);
  const again = writeDocument(host, new Random(7), 20_000);
  expect(again.name).toBe(name);
  expect(readFileSync(again.path).equals(content)).toBe(true);
});

it('makes most documents smaller than the mean and some much larger', () => {
  const random = new Random(1);
  const sizes = Array.from({ length: 500 }, () => documentBytes(random, 1000)).sort(
    (one, other) => one - other,
  );
  expect(sizes[250]).toBeLessThan(1000);
  expect(sizes.at(-1)).toBeGreaterThan(2500);
});
