import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary.ts';
import { folderToWrite, fromHome, homeFolder } from './folders.ts';

describe('folders', () => {
  it('writes where the program was started, else where everybody may', () => {
    using folder = temporaryFolder();
    const gone = join(folder.path, 'gone');
    const unreadable = (): string => {
      throw new Error('the folder we were started in is gone');
    };
    expect(folderToWrite([() => folder.path, () => '/tmp'])).toBe(folder.path);
    expect(folderToWrite([() => gone, unreadable, () => folder.path])).toBe(folder.path);
    expect(folderToWrite([() => gone])).toBe('/tmp');
    expect(folderToWrite()).toBe(process.cwd());
  });

  it('knows whose home ~ is, and when it is nobody’s', () => {
    using folder = temporaryFolder();
    expect(homeFolder(folder.path)).toBe(folder.path);
    expect(homeFolder('/nonexistent')).toBeUndefined();
    expect(homeFolder('/')).toBeUndefined();
    expect(fromHome('~/a.pcapng', '/home/ada')).toBe('/home/ada/a.pcapng');
    expect(fromHome('~', '/home/ada')).toBe('/home/ada');
    expect(fromHome('~ada/a', undefined)).toBe('~ada/a');
    expect(fromHome('~/a', undefined)).toBeUndefined();
  });
});
