import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hostileFrames } from '../lab/hostile.ts';
import { readIncidents, readNumbers } from '../lab/labels-file.ts';
import { runCommand } from '../testing/command.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { lab } from './lab.ts';
import { read } from './read.ts';

/** What steers a terminal or hides something. */
const dangerous = /[\p{Cc}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/u;

describe('recordings that are made, not played', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder[Symbol.dispose]());

  it('need no network, have no incidents, and are safe to read', async () => {
    const path = join(folder.path, 'hostile.pcapng.gz');
    const made = await runCommand(lab, ['record', 'hostile-strings', '--seed', '7', '-o', path]);
    expect(made.error).toBeUndefined();
    const count = hostileFrames(7).length;
    expect(made.output).toContain(`${count.toLocaleString('en')} packets`);
    expect(readIncidents(path)).toEqual([]);
    expect(readNumbers(path)).toEqual(new Uint16Array(count));
    const shown = await runCommand(read, [path, '--keep-root']);
    expect(shown.code).toBe(0);
    expect(dangerous.test(shown.output.replaceAll('\n', ''))).toBe(false);
  });

  it('cannot be run', async () => {
    const { error } = await runCommand(lab, ['run', 'hostile-strings']);
    expect(error).toContain('oddwire lab record hostile-strings -o FILE');
  });
});
