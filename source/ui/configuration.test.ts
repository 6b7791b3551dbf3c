import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary.ts';
import { configurationHelp, noConfiguration, parseConfiguration } from './configuration.ts';
import { configurationFields } from './configuration-fields.ts';
import { loadConfiguration } from './configuration-file.ts';
import { commandFor } from './keys.ts';

function problemOf(text: string): string {
  const parsed = parseConfiguration(text);
  return parsed.ok ? '' : parsed.message;
}

function read(text: string) {
  const parsed = parseConfiguration(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.configuration;
}

describe('parseConfiguration', () => {
  it('reads every field', () => {
    const configuration = read(`{
      "theme": "light", "ascii": true, "mouse": false, "bell": true, "filter": "tcp", "speed": "max",
      "packets": 5000, "memory": 16, "buffer": 8,
      "colours": { "accent": "#ff8800", "good": "greenBright" },
      "columns": { "hosts": ["address", "name"] }
    }`);
    expect(configuration).toMatchObject({
      theme: 'light',
      ascii: true,
      mouse: false,
      bell: true,
      filter: 'tcp',
      speed: 'max',
      packets: 5000,
      memory: 16,
      buffer: 8,
    });
    expect(configuration.colours?.accent).toEqual({ color: '#ff8800' });
    expect(configuration.hidden.hosts).toContain('mac');
    expect(configuration.hidden.hosts).not.toContain('address');
    expect(read('  ')).toBe(noConfiguration);
    expect(read('{}')).toEqual(noConfiguration);
  });

  it('reads how countries are looked up', () => {
    const text = `{ "geo": {
      "mode": "local", "redis": "rediss://cache", "accountId": 12, "licenseKey": "abcdefgh",
      "host": "geolite.info", "budget": 50, "databases": "/srv/GeoIP", "home": "DE"
    } }`;
    expect(read(text).geo).toEqual({
      mode: 'local',
      redis: 'rediss://cache',
      accountId: '12',
      licenseKey: 'abcdefgh',
      host: 'geolite.info',
      budget: 50,
      databases: ['/srv/GeoIP'],
      home: 'DE',
    });
    expect(problemOf('{ "geo": {\n "mod": "auto" } }')).toBe(
      'config.json line 2: geo: unknown field "mod" — did you mean "mode"?',
    );
    expect(problemOf('{ "geo": {\n "mode": "lokal" } }')).toBe(
      'config.json line 2: geo.mode: unknown "lokal" — did you mean "local"?',
    );
    expect(problemOf('{ "geo": { "budget": 1.5 } }')).toContain('geo.budget: a whole number from 0 to');
    expect(problemOf('{ "geo": { "databases": [1] } }')).toContain('geo.databases: a text in quotes');
  });

  it('says line and field of what is wrong', () => {
    expect(problemOf('{\n "keys": {\n  "pause": "F99"\n }\n}')).toBe(
      'config.json line 3: keys.pause: "F99" is no key',
    );
    expect(problemOf('{\n "thme": "dark" }')).toBe(
      'config.json line 2: unknown field "thme" — did you mean "theme"?',
    );
    expect(problemOf('{ "theme": "drak" }')).toBe(
      'config.json line 1: theme: unknown "drak" — did you mean "dark"?',
    );
    expect(problemOf('{ "keys": { "puase": "x" } }')).toBe(
      'config.json line 1: keys: unknown command "puase" — did you mean "pause"?',
    );
    expect(problemOf('{ "columns": {\n\n"hosts": ["adress"] } }')).toBe(
      'config.json line 3: columns.hosts: unknown column "adress" — did you mean "address"?',
    );
    expect(problemOf('{ "packets": 5 }')).toContain('packets: a whole number from 100 to 10000000');
    expect(problemOf('{ "mouse": "no" }')).toContain('mouse: true or false was expected');
    expect(problemOf('{ "colours": { "accent": "bleu" } }')).toContain('colours.accent: "bleu" is no colour');
    expect(problemOf('{ "theme": "dark",\n "theme": "light" }')).toContain('line 2: "theme" is there twice');
  });

  it('says what is no JSON, and where', () => {
    expect(problemOf('{\n "theme": "dark",\n}')).toBe(
      'config.json line 3: a comma before "}" is one too many',
    );
    expect(problemOf('{ theme: 1 }')).toContain('a field name in quotes was expected, not "t"');
    expect(problemOf('{ "a" 1 }')).toContain('a colon was expected after "a"');
    expect(problemOf('{ "theme": "da\n rk" }')).toContain('a text has no closing quote');
    expect(problemOf('{ "theme": dark }')).toContain('a value was expected, not "d"');
    expect(problemOf('{} x')).toContain('unexpected "x" after the end');
    expect(problemOf('[1]')).toContain('an object was expected');
    expect(problemOf('{ "theme": ')).toContain('not the end of the file');
    expect(problemOf(`{"a":${'['.repeat(1000)}`)).toContain('too deeply nested');
  });

  it('gives commands other keys', () => {
    const { bindings } = read('{ "keys": { "pause": ["P", "Ctrl-P"], "mark": [], "quit": "Q" } }');
    expect(commandFor(bindings, ['table'], 'P')).toBe('pause');
    expect(commandFor(bindings, ['table'], 'ctrl-p')).toBe('pause');
    expect(commandFor(bindings, ['table'], 'space')).toBeUndefined();
    expect(commandFor(bindings, ['packets'], 'm')).toBeUndefined();
    expect(commandFor(bindings, ['global'], 'q')).toBeUndefined();
    expect(commandFor(bindings, ['global'], 'Q')).toBe('quit');
    expect(commandFor(bindings, ['global'], 'ctrl-c')).toBe('quit');
  });

  it('refuses one key for two commands where both are in force', () => {
    expect(problemOf('{\n"keys": {\n"filter": "s"\n}\n}')).toBe(
      'config.json line 3: keys: "s" means both filter and sort',
    );
    expect(problemOf('{ "keys": { "filter": "q" } }')).toContain('"q" means both filter and quit');
    expect(problemOf('{ "keys": { "sort": "ctrl-i" } }')).toContain('cannot tell "ctrl-i" from "tab"');
    // Exchanged, and on screens that are never up together.
    expect(problemOf('{ "keys": { "filter": "s", "sort": "/" } }')).toBe('');
    expect(problemOf('{ "keys": { "toggleForm": "s" } }')).toBe('');
  });

  it('explains every field and command', () => {
    const help = configurationHelp();
    for (const { name } of configurationFields) expect(help).toContain(`\n  ${name}`);
    expect(help).toContain('\n pause ');
    for (const line of help.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
});

describe('loadConfiguration', () => {
  const file = (folder: string, text: string): string => {
    mkdirSync(join(folder, '.config', 'oddwire'), { recursive: true });
    const path = join(folder, '.config', 'oddwire', 'config.json');
    writeFileSync(path, text);
    return path;
  };
  const uid = process.getuid?.() ?? 0;

  it('finds the file in its place, and does without', () => {
    using folder = temporaryFolder();
    const environment = { HOME: folder.path };
    expect(loadConfiguration(environment)).toEqual({ ok: true, configuration: noConfiguration });
    const path = file(folder.path, '{ "ascii": 1 }');
    expect(loadConfiguration(environment)).toEqual({
      ok: false,
      message: `${path} line 1: ascii: true or false was expected`,
    });
    expect(loadConfiguration({ HOME: '/', XDG_CONFIG_HOME: join(folder.path, '.config') }).ok).toBe(false);
  });

  it('says how to hide secrets that others can read', () => {
    using folder = temporaryFolder();
    const environment = { HOME: folder.path };
    const path = file(folder.path, '{ "geo": { "licenseKey": "abcdefgh" } }');
    const warnings = [`${path} holds secrets and can be read by others; type: chmod 600 ${path}`];
    chmodSync(path, 0o644);
    expect(loadConfiguration(environment)).toMatchObject({ ok: true, warnings });
    chmodSync(path, 0o600);
    expect(loadConfiguration(environment)).not.toHaveProperty('warnings');
  });

  it.runIf(uid === 0)('reads the file of who called sudo, and only theirs', () => {
    using folder = temporaryFolder();
    const path = file(folder.path, '{ "ascii": true }');
    const invoker = {
      uid: 0,
      passwd: `root:x:0:0::/root:/bin/sh\nann:x:1234:1234::${folder.path}:/bin/sh\n`,
    };
    const environment = { HOME: '/root', SUDO_UID: '1234' };
    expect(loadConfiguration(environment, invoker)).toEqual({
      ok: false,
      message: `${path} does not belong to the user who runs Oddwire; change its owner or remove it`,
    });
    chownSync(path, 1234, 1234);
    expect(loadConfiguration(environment, invoker)).toMatchObject({
      ok: true,
      configuration: { ascii: true },
    });
  });

  it.runIf(uid === 0)('follows no link to what only root may read', () => {
    using folder = temporaryFolder();
    mkdirSync(join(folder.path, '.config', 'oddwire'), { recursive: true });
    symlinkSync('/etc/shadow', join(folder.path, '.config', 'oddwire', 'config.json'));
    const invoker = { uid: 0, passwd: `ann:x:1234:1234::${folder.path}:/bin/sh\n` };
    const loaded = loadConfiguration({ SUDO_UID: '1234' }, invoker);
    expect(loaded.ok ? '' : loaded.message).toContain('does not belong to');
  });
});
