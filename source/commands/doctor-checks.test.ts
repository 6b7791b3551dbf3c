import { describe, expect, it } from 'vitest';
import { distributionOf } from './distribution.ts';
import { checkList } from './doctor.ts';
import { type Facts, gatherFacts, isHealthy, judge } from './doctor-checks.ts';

const debian = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';

const good: Facts = {
  node: '24.21.0',
  platform: 'linux',
  architecture: 'x64',
  koffiObstacle: undefined,
  socketObstacle: undefined,
  capObstacle: undefined,
  libpcapObstacle: undefined,
  fileObstacle: undefined,
  userId: 0,
  sudoUser: 'ada',
  terminal: {
    interactive: true,
    columns: 100,
    rows: 30,
    colourDepth: 24,
    utf8: true,
    type: 'xterm-256color',
  },
  distribution: distributionOf(debian, 'linux', true),
  capture: './start.sh read -i eth0',
  geo: {
    problem: undefined,
    isSwitchedOff: false,
    warnings: [],
    databases: { isTrouble: false, details: [['bundled countries', 'built 2026-06-17, 7.8 MB']] },
    redis: { isConfigured: false, state: 'ready' },
    hasCredentials: true,
    budget: 1000,
  },
};

const checkOf = (facts: Partial<Facts>, name: string): object | undefined =>
  judge({ ...good, ...facts }).find(check => check.name === name);

describe('judge', () => {
  it('finds nothing to complain about on a good machine', () => {
    const checks = judge(good);
    expect(checks.map(check => check.state)).toEqual(checks.map(() => 'ok'));
    expect(isHealthy(checks)).toBe(true);
  });

  it('gives the command to type when not root', () => {
    const facts = { userId: 1000, sudoUser: undefined, socketObstacle: 'needs root' };
    expect(checkOf(facts, 'ring')).toMatchObject({ state: 'no', fix: 'sudo ./start.sh read -i eth0' });
    expect(checkOf(facts, 'privileges')).toMatchObject({ state: 'note' });
    expect(isHealthy(judge({ ...good, ...facts }))).toBe(true);
  });

  it('names the packages of this distribution for cap', () => {
    expect(checkOf({ capObstacle: 'not built' }, 'cap')).toMatchObject({
      state: 'note',
      fix: 'sudo apt-get install libpcap-dev g++ make python3 && ./start.sh install',
    });
  });

  it('knows a root without power', () => {
    expect(checkOf({ socketObstacle: 'needs CAP_NET_RAW' }, 'ring')).toMatchObject({
      fix: expect.stringContaining('NET_RAW'),
    });
  });

  it.each([
    [{ columns: 60 }, /80×24/],
    [{ utf8: false }, /--ascii/],
    [{ type: 'dumb' }, /TERM=/],
  ])('advises about a terminal with %j', (difference, fix) => {
    const terminal = { ...good.terminal, ...difference };
    expect(checkOf({ terminal }, 'terminal')).toMatchObject({
      state: 'note',
      fix: expect.stringMatching(fix),
    });
  });

  it('is unhealthy when neither files nor engines work', () => {
    const facts = { fileObstacle: 'x', socketObstacle: 'x', capObstacle: 'x' };
    expect(isHealthy(judge({ ...good, ...facts }))).toBe(false);
    expect(isHealthy(judge({ ...good, node: '20.1.0' }))).toBe(false);
  });
});

describe('where addresses are', () => {
  const geo = (difference: Partial<Facts['geo']>) => judge({ ...good, geo: { ...good.geo, ...difference } });
  const named = (name: string, difference: Partial<Facts['geo']>) =>
    geo(difference).filter(check => check.name === name);

  it('names databases and their age, and what could not be used', () => {
    expect(named('countries', {})).toEqual([
      { name: 'countries', state: 'ok', text: 'bundled countries, built 2026-06-17' },
    ]);
    const old = [['GeoLite2-City', 'built 2020-01-01, 60.0 MB, older than a year: update it']] as const;
    expect(named('countries', { databases: { isTrouble: true, details: old } })).toMatchObject([
      { state: 'note', fix: 'sudo geoipupdate' },
    ]);
    const refused = [['not used', '/x.mmdb does not exist']] as const;
    expect(named('countries', { databases: { isTrouble: true, details: refused } })).toMatchObject([
      { state: 'no', text: 'no database: no country is known; not used: /x.mmdb does not exist' },
    ]);
    const problem = 'config.json line 1: wrong';
    expect(named('countries', { problem })).toEqual([{ name: 'countries', state: 'no', text: problem }]);
    expect(named('countries', { isSwitchedOff: true })).toMatchObject([{ state: 'note' }]);
    expect(named('web', { isSwitchedOff: true })).toEqual([]);
  });

  it('says whether Redis answers and whether there are credentials', () => {
    const away = { isConfigured: true, state: 'away: connection refused' };
    expect(named('redis', { redis: away })).toMatchObject([
      { state: 'no', text: 'away: connection refused' },
    ]);
    expect(named('redis', { redis: { ...away, isConfigured: false } })).toMatchObject([{ state: 'note' }]);
    expect(named('redis', { redis: undefined })).toMatchObject([{ text: 'switched off' }]);
    expect(named('web', { hasCredentials: false })).toMatchObject([{ state: 'note' }]);
    expect(named('settings', { warnings: ['/a holds secrets; type: chmod 600 /a'] })).toEqual([
      { name: 'settings', state: 'note', text: '/a holds secrets', fix: 'chmod 600 /a' },
    ]);
  });
});

describe('on this machine', () => {
  it('reads the built-in example', async () => {
    expect((await gatherFacts(process.env)).fileObstacle).toBeUndefined();
  });
});

describe('checkList', () => {
  const checks = judge({ ...good, socketObstacle: 'needs root', userId: 1000 });

  it('is plain ASCII where signs are not wanted', () => {
    expect(checkList(checks, true)).toMatch(/^[\x20-\x7e\n]*$/);
    expect(checkList(checks, true)).toContain('no   ring');
  });

  it('fits 80 columns', () => {
    for (const line of checkList(checks, false).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});
