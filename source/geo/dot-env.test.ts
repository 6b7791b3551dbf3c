import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary.ts';
import { readDotEnv } from './dot-env.ts';

const me = { uid: process.getuid?.() ?? 0, caller: undefined };

function withEnv(text: string, mode: number, look: (folder: string, path: string) => void): void {
  using folder = temporaryFolder();
  const path = join(folder.path, '.env');
  writeFileSync(path, text);
  chmodSync(path, mode);
  look(folder.path, path);
}

describe('readDotEnv', () => {
  it('takes the names that are ours and nothing else', () => {
    const text =
      '# a comment\nGEOLITE_ID=12\nexport GEOLITE_API_KEY="abc def"\nPATH=/evil\nNODE_OPTIONS=--x\nREDIS_URL=\n';
    withEnv(text, 0o600, folder => {
      expect(readDotEnv(folder, me)).toEqual({
        values: { GEOLITE_ID: '12', GEOLITE_API_KEY: 'abc def' },
        warnings: [],
      });
    });
  });

  it('warns when others can read a secret in it', () => {
    withEnv('GEOLITE_API_KEY=x', 0o640, (folder, path) => {
      expect(readDotEnv(folder, me).warnings).toEqual([
        `${path} holds secrets and can be read by others; type: chmod 600 ${path}`,
      ]);
    });
    withEnv('GEOLITE_ID=12', 0o644, folder => {
      expect(readDotEnv(folder, me)).toEqual({ values: { GEOLITE_ID: '12' }, warnings: [] });
    });
    withEnv('OTHER=12', 0o666, folder => {
      expect(readDotEnv(folder, me)).toEqual({ values: {}, warnings: [] });
    });
  });

  it('is not used when others can write it', () => {
    withEnv('GEOLITE_ID=12', 0o602, (folder, path) => {
      const warnings = [`${path} is not used: it belongs to others, or they can write it`];
      expect(readDotEnv(folder, me)).toEqual({ values: {}, warnings });
    });
  });

  it('is nothing when there is none, or it is no file', () => {
    using folder = temporaryFolder();
    expect(readDotEnv(folder.path)).toEqual({ values: {}, warnings: [] });
    execFileSync('mkfifo', [join(folder.path, '.env')]);
    expect(readDotEnv(folder.path)).toEqual({ values: {}, warnings: [] });
  });

  const isRoot = process.getuid?.() === 0;

  it.runIf(isRoot)('root reads it only where nobody else could have put it', () => {
    withEnv('GEOLITE_ID=12', 0o600, (folder, path) => {
      chmodSync(folder, 0o777);
      expect(readDotEnv(folder, me).warnings).toEqual([
        `${path} is not used: others can write in its folder`,
      ]);
      chmodSync(folder, 0o755);
      chownSync(path, 1234, 1234);
      expect(readDotEnv(folder, me).values).toEqual({});
      // Of whoever called sudo it is their own.
      expect(readDotEnv(folder, { uid: 0, caller: 1234 }).values).toEqual({ GEOLITE_ID: '12' });
      expect(readDotEnv(folder, { uid: 1234, caller: undefined }).values).toEqual({ GEOLITE_ID: '12' });
    });
  });

  it.runIf(isRoot)('root follows no link to it', () => {
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'real'), 'GEOLITE_ID=12', { mode: 0o600 });
    symlinkSync('real', join(folder.path, '.env'));
    expect(readDotEnv(folder.path, me).values).toEqual({});
    expect(readDotEnv(folder.path, { uid: 1234, caller: undefined }).values).toEqual({ GEOLITE_ID: '12' });
  });
});
