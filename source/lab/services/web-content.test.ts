import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary.ts';
import { downloads, pages, segmentBytes, segmentPath, writeContent } from './web-content.ts';

describe('what the web servers serve', () => {
  it('is the same for everybody who asks what there is', () => {
    expect(pages()).toEqual(pages());
    expect(downloads()).toEqual(downloads());
  });

  it('is there, page for page and part for part', () => {
    using folder = temporaryFolder();
    writeContent(folder.path);
    for (const page of pages()) {
      const html = readFileSync(join(folder.path, page.path), 'latin1');
      for (const { path, bytes } of page.parts) {
        expect(html).toContain(`"${path}"`);
        expect(statSync(join(folder.path, path)).size).toBe(bytes);
      }
    }
    for (const { path, bytes } of downloads()) expect(statSync(join(folder.path, path)).size).toBe(bytes);
    const segment = readFileSync(join(folder.path, segmentPath('high', 100)));
    expect(segment.length).toBeGreaterThanOrEqual(segmentBytes.high);
    expect(segment[0]).toBe(0x47);
    expect(existsSync(join(folder.path, 'video/low/playlist.m3u8'))).toBe(true);
  });
});
