import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary.ts';
import { FilterHistory, stateFolder } from './history.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let folder = '';

beforeEach(() => {
  temporary = temporaryFolder();
  folder = join(temporary.path, 'state', 'oddwire');
});
afterEach(() => temporary[Symbol.dispose]());

describe('FilterHistory', () => {
  it('remembers from run to run, each filter once, newest last', () => {
    const history = new FilterHistory(folder);
    expect(history.entries).toEqual([]);
    for (const text of ['tcp', ' udp ', 'tcp', '', 'a\nb', '\u001b[31m']) history.add(text);
    expect(history.entries).toEqual(['udp', 'tcp']);
    expect(new FilterHistory(folder).entries).toEqual(['udp', 'tcp']);
    expect(statSync(join(folder, 'filter-history')).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual(['filter-history']);
  });

  it('keeps the last 200, also of two programs at once', () => {
    const one = new FilterHistory(folder);
    const two = new FilterHistory(folder);
    for (let port = 1; port <= 150; port += 1) one.add(`port ${port}`);
    for (let port = 151; port <= 250; port += 1) two.add(`port ${port}`);
    const { entries } = new FilterHistory(folder);
    expect([entries.length, entries[0], entries.at(-1)]).toEqual([200, 'port 51', 'port 250']);
  });

  it('does not care what is wrong with the file', () => {
    mkdirSync(join(folder, 'filter-history'), { recursive: true });
    const history = new FilterHistory(folder);
    history.add('tcp');
    expect(history.entries).toEqual(['tcp']);
    expect(readdirSync(folder)).toEqual(['filter-history']);
    const nowhere = new FilterHistory('/proc/no/such/place');
    nowhere.add('udp');
    expect(nowhere.entries).toEqual(['udp']);
    const forgetful = new FilterHistory(undefined);
    forgetful.add('udp');
    expect(forgetful.entries).toContain('udp');
  });

  it('skips lines nobody typed', () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'filter-history'), `tcp\n\u001b]0;x\u0007\n\n${'x'.repeat(5000)}\nudp\ntcp\n`);
    expect(new FilterHistory(folder).entries).toEqual(['udp', 'tcp']);
  });

  it('writes to no link', () => {
    const precious = join(temporary.path, 'precious');
    writeFileSync(precious, 'precious');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    symlinkSync(precious, join(folder, 'filter-history'));
    const history = new FilterHistory(folder);
    expect(history.entries).toEqual([]);
    history.add('tcp');
    expect(readFileSync(precious, 'utf8')).toBe('precious');
    expect(new FilterHistory(folder).entries).toEqual(['tcp']);
  });

  it.runIf(process.geteuid?.() === 0)('as root stays out of folders of others', () => {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o777);
    new FilterHistory(folder).add('tcp');
    expect(readdirSync(folder)).toEqual([]);
    const link = join(temporary.path, 'link');
    mkdirSync(join(temporary.path, 'target'));
    symlinkSync(join(temporary.path, 'target'), link);
    new FilterHistory(link).add('tcp');
    expect(existsSync(join(link, 'filter-history'))).toBe(false);
  });

  it('finds the state folder', () => {
    expect(stateFolder({ XDG_STATE_HOME: '/s', HOME: '/h' })).toBe('/s/oddwire');
    expect(stateFolder({ XDG_STATE_HOME: 'relative', HOME: '/h' })).toBe('/h/.local/state/oddwire');
    expect(stateFolder({ HOME: 'nowhere' })).toBeUndefined();
  });
});
