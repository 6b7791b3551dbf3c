/** How the screen starts: where keys come from, what it looks like, what the user's file says. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pcapFile } from '../testing/capture-files.ts';
import { dnsQuery } from '../testing/name-frames.ts';
import { buildProgram, openScreen, type ScreenStart, screenSkipReason } from '../testing/screen.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { builtProgram, openTerminal, type TestTerminal } from '../testing/terminal.ts';

const why = screenSkipReason();
if (why !== undefined) console.log(`skipped: ${why}`);

describe.runIf(why === undefined)('the start of the screen', () => {
  const folder = temporaryFolder();
  const capture = join(folder.path, 'some.pcap');
  const opened: TestTerminal[] = [];

  beforeAll(() => {
    buildProgram();
    chmodSync(folder.path, 0o755);
    const data = dnsQuery('192.0.2.1', '192.0.2.53', 'shop.example');
    writeFileSync(capture, pcapFile([{ seconds: 1, fraction: 0, data }]));
  });

  afterEach(async () => {
    for (const terminal of opened.splice(0)) await terminal.close();
  });

  afterAll(() => folder[Symbol.dispose]());

  const start = (words: readonly string[] = ['-r', capture, '--speed', 'max'], options: ScreenStart = {}) => {
    const environment = { HOME: folder.path, ...options.environment };
    const terminal = openScreen(words, { ...options, environment });
    opened.push(terminal);
    return terminal;
  };
  const configure = (name: string, text: string): string => {
    const home = join(folder.path, name);
    mkdirSync(join(home, 'oddwire'), { recursive: true });
    writeFileSync(join(home, 'oddwire', 'config.json'), text);
    return home;
  };
  /** The colours of all cells. */
  const coloursOf = (terminal: TestTerminal): Set<number> => {
    const cells = Array.from({ length: 24 * 80 }, (_, at) => terminal.cell(at % 80, Math.floor(at / 80)));
    return new Set(cells.map(cell => cell.colour));
  };
  const [blue, cyan] = [4, 6];

  it('takes keys from the terminal while a capture comes through standard input', async () => {
    const script = `cat ${capture} | ${process.execPath} ${builtProgram} watch -r -`;
    const terminal = openTerminal({ command: ['sh', '-c', script], environment: { HOME: folder.path } });
    opened.push(terminal);
    const before = terminal.pseudo.settings();
    await terminal.waitFor('Standard query');
    terminal.write('?');
    await terminal.waitFor('in every table');
    terminal.write('q');
    expect((await terminal.exited).code).toBe(0);
    await terminal.quiet();
    expect(terminal.pseudo.settings()).toBe(before);
    expect(terminal.modes).toMatchObject({ alternateScreen: false, cursorHidden: false });
  });

  it('suits the background the terminal tells, and leaves no answer behind', async () => {
    for (const [background, has, hasNot] of [
      ['rgb:ffff/ffff/ffff', blue, cyan],
      ['rgb:0000/0000/0000', cyan, blue],
    ] as const) {
      const terminal = start();
      terminal.background = background;
      await terminal.waitFor('Standard query');
      const colours = coloursOf(terminal);
      expect(colours).toContain(has);
      expect(colours).not.toContain(hasNot);
      terminal.write('q');
      await terminal.exited;
      await terminal.quiet();
      expect(terminal.screen().join('').trim()).toBe('');
    }
  });

  it('has no colours under NO_COLOR, only weight and inversion', async () => {
    const terminal = start(undefined, { environment: { NO_COLOR: '1' } });
    await terminal.waitFor('Standard query');
    expect([...coloursOf(terminal)]).toEqual([-1]);
    expect(terminal.raw.toString('latin1')).not.toContain('\u001b]11');
    const row = terminal.screen().findIndex(line => line.includes('Standard query'));
    expect(terminal.inverseText(row)).toContain('Standard query');
  });

  it('minds the configuration file: keys, columns, theme, filter', async () => {
    const home = configure(
      'good',
      '{ "theme": "plain", "keys": { "help": "H", "quit": "Q" }, "columns": { "packets": ["no", "info"] }, "filter": "dns" }',
    );
    const terminal = start(undefined, { environment: { XDG_CONFIG_HOME: home } });
    await terminal.waitFor('Standard query');
    await terminal.waitFor('dns');
    expect([...coloursOf(terminal)]).toEqual([-1]);
    expect(terminal.screen().join('\n')).not.toContain('192.0.2.1');
    terminal.write('H');
    await terminal.waitFor('in every table');
    terminal.write('H');
    await terminal.waitFor('Standard query');
    terminal.write('q');
    await terminal.quiet();
    terminal.write('Q');
    expect((await terminal.exited).code).toBe(0);
  });

  it('draws nothing on a terminal that cannot be drawn on, and says what to use instead', async () => {
    for (const type of ['dumb', '']) {
      const terminal = start(undefined, {
        columns: 200,
        environment: { TERM: type, ODDWIRE_COMMAND: './start.sh' },
      });
      expect((await terminal.exited).code).toBe(1);
      await terminal.waitFor('use: ./start.sh read');
      expect(terminal.screen().join('')).toContain('TERM');
      expect(terminal.raw.toString('latin1')).not.toContain('\u001b');
    }
  });

  it('says which line of the file is wrong, before anything is drawn', async () => {
    const home = configure('bad', '{\n  "keys": { "pause": "F99" }\n}');
    const terminal = start(undefined, { columns: 200, environment: { XDG_CONFIG_HOME: home } });
    expect((await terminal.exited).code).toBe(1);
    await terminal.waitFor('F99');
    expect(terminal.screen().join('')).toContain('line 2: keys.pause: "F99" is no key');
    expect(terminal.raw.toString('latin1')).not.toContain('\u001b[?1049h');
  });
});
