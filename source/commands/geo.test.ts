import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../testing/command.ts';
import { cityRecord, mmdbFile, systemRecord } from '../testing/mmdb-file.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { geo } from './geo.ts';
import { embeddedForm, explanationText } from './geo-explanation.ts';

/** Nobody else is asked; and root, where tests have it, is needed by those that follow. */
const alone = ['--geo', 'local', '--redis', 'off', '--keep-root'];

function run(...words: string[]) {
  return runCommand(geo, [...words, ...alone]);
}

describe('oddwire geo', () => {
  it('says where an address is, who says so, and which address it stands for', async () => {
    const { code, output, warnings } = await run('193.0.6.139', '2002:c100:68b::1', '10.0.0.1');
    expect({ code, warnings }).toEqual({ code: 0, warnings: [] });
    expect(output).toMatch(/^193\.0\.6\.139\n {2}class {5}public\n {2}country {3}NL Netherlands\n/);
    expect(output).toContain('  said by   database: bundled countries of 20');
    expect(output).toContain('  stands    for 193.0.6.139 (6to4)\n  country   NL Netherlands');
    expect(output).toMatch(/10\.0\.0\.1\n {2}class {5}local\n {2}country {3}none: /);
  });

  it('has a sentence for each that is no address, and still answers the others', async () => {
    const { code, output, warnings } = await run(
      'example.com',
      '8.8.8.8',
      '1.2.3',
      '8.8.8.0/24',
      '\u001b[2J',
    );
    expect(code).toBe(1);
    expect(warnings).toHaveLength(4);
    expect(warnings[0]).toBe('"example.com" is no address: IPv4 or IPv6 is looked up, names are not');
    expect(warnings[3]).toContain('\\x1b[2J');
    expect(output).toContain('US United States');
  });

  it('says city and system of databases that were named, and names those it could not use', async () => {
    using folder = temporaryFolder();
    const city = mmdbFile({ type: 'GeoLite2-City', networks: [['9.9.9.0/24', cityRecord('CH', 'Zürich')]] });
    const systems = mmdbFile({
      type: 'GeoLite2-ASN',
      networks: [['9.9.9.0/24', systemRecord(19281, 'Quad9')]],
    });
    writeFileSync(join(folder.path, 'city.mmdb'), city);
    writeFileSync(join(folder.path, 'asn.mmdb'), systems);
    const missing = join(folder.path, 'missing.mmdb');
    const { code, output, warnings } = await run('9.9.9.9', '--geo-db', folder.path, '--geo-db', missing);
    expect(code).toBe(0);
    expect(output).toContain('  country   CH Switzerland\n  city      Zürich\n  system    AS19281 Quad9\n');
    expect(warnings).toEqual([`not used: ${missing} does not exist`]);
  });

  it('speaks JSON', async () => {
    const { output } = await run('::ffff:8.8.8.8', '--json');
    expect(JSON.parse(output)).toMatchObject({
      schema: 'oddwire.geo',
      version: 1,
      addresses: [
        {
          address: '::ffff:8.8.8.8',
          class: 'public',
          located: '8.8.8.8',
          form: 'IPv4 mapped',
          country: 'US',
          name: 'United States',
          city: null,
          asn: null,
          tier: 'database',
          tiers: [{ tier: 'database', state: 'ready', country: 'US' }],
        },
      ],
    });
  });

  it('refuses what makes no sense', async () => {
    expect((await run()).error).toBe('name an address, such as 8.8.8.8');
    expect((await runCommand(geo, ['8.8.8.8', '--geo', 'off'])).error).toContain('switched off');
    expect((await runCommand(geo, ['8.8.8.8', '--geo', 'web'])).error).toContain(
      '--geo web needs credentials',
    );
    const secret = await runCommand(geo, ['8.8.8.8', '--redis', 'redis://:hunter2@x:99999']);
    expect(secret.error).toMatch(/^--redis: the Redis URL makes no sense/);
    expect(secret.error).not.toContain('hunter2');
  });
});

describe('an explanation', () => {
  it('knows how addresses carry others', () => {
    expect(
      ['::ffff:8.8.8.8', '64:ff9b::808:808', '2002::1', '2001::1', '2001:db8::1', '8.8.8.8'].map(
        embeddedForm,
      ),
    ).toEqual(['IPv4 mapped', 'NAT64', '6to4', 'Teredo', '', '']);
  });

  it('says how old an answer is, and why a tier has none', () => {
    const answer = {
      country: 'DE',
      city: '',
      asn: 0,
      organisation: '',
      origin: 'web' as const,
      source: 'geolite.info',
      at: 1000,
    };
    const text = explanationText(
      {
        address: '9.9.9.9',
        located: '9.9.9.9',
        addressClass: 'remote',
        answer,
        tier: 'redis',
        opinions: [
          { tier: 'redis', state: 'ready', answer, note: '' },
          { tier: 'web', state: 'away: no budget left', answer: undefined, note: 'not asked' },
          { tier: 'database', state: 'ready', answer: { ...answer, country: '', source: 'x' }, note: '' },
        ],
      },
      1000 + 3 * 86_400,
    );
    expect(text).toContain('said by   redis: geolite.info, 3 days ago');
    expect(text).toContain('tiers     redis     DE: geolite.info, 3 days ago');
    expect(text).toContain('          web       away: no budget left\n');
    expect(text).toContain('          database  nobody knows: x, 3 days ago\n');
  });
});
