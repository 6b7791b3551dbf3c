/** The built program in a real terminal, on packets that the test sends. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { pcapFile } from '../testing/capture-files.ts';
import { dnsAnswer, dnsQuery, httpRequest, tcpSyn } from '../testing/name-frames.ts';
import { createPair, type NetworkPair, skipReason } from '../testing/network.ts';
import {
  buildProgram,
  engineOf,
  openScreen,
  processTree,
  screenOf,
  screenSkipReason,
} from '../testing/screen.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { builtProgram, openTerminal, type TestTerminal } from '../testing/terminal.ts';

const why = screenSkipReason() ?? skipReason();
if (why !== undefined) console.log(`skipped: ${why}`);

const mostMilliseconds = 200;
const mostTries = 3;
const client = '192.0.2.2';
const server = '198.51.100.7';
const resolver = '192.0.2.53';
const frames = [
  dnsQuery(client, resolver, 'shop.example'),
  dnsAnswer(client, resolver, 'shop.example', [{ data: 'c6336407' }]),
  tcpSyn(client, server, 80),
  httpRequest(client, server, 'shop.example'),
];

describe.runIf(why === undefined)('watching an interface', () => {
  let pair: NetworkPair;
  const folder = temporaryFolder();
  const capture = join(folder.path, 'sent.pcap');
  let terminal: TestTerminal;

  beforeAll(() => {
    buildProgram();
    // The engine gives up root, and writes what it exports as nobody.
    chmodSync(folder.path, 0o777);
    pair = createPair();
    const times = 5;
    const records = Array.from({ length: times }, () => frames).flat();
    writeFileSync(capture, pcapFile(records.map((data, index) => ({ seconds: index, fraction: 0, data }))));
  });

  afterEach(async () => {
    await terminal.close();
  });

  afterAll(() => {
    pair?.remove();
    folder[Symbol.dispose]();
  });

  // Kernels of their own accord send IPv6 only.
  const start = (words: readonly string[], columns = 80, rows = 24): TestTerminal => {
    terminal = openScreen([...words, '-f', 'not ip6'], {
      columns,
      rows,
      namespace: pair.left.namespace,
      environment: { HOME: folder.path, XDG_STATE_HOME: join(folder.path, 'state') },
      folder: folder.path,
    });
    return terminal;
  };
  const send = (): Promise<unknown> => pair.send('--pcap', capture, '--rate', '200');
  const type = async (text: string, then: Parameters<TestTerminal['waitFor']>[0]): Promise<void> => {
    terminal.write(text);
    await terminal.waitFor(then);
  };

  it('chooses, shows, filters, pauses, inspects, follows, exports, resizes, quits', async () => {
    start([], 200, 60);
    // The chooser: the veth may be anywhere in the list.
    await terminal.waitFor('left');
    for (let tries = 0; tries < 10 && !/^\W*▶.*left/m.test(terminal.screen().join('\n')); tries++) {
      terminal.write('j');
      await terminal.quiet(80);
    }
    await type('\r', '1 packets');
    await terminal.waitFor('● live');
    await send();
    await terminal.waitFor(/20 of 20/);
    expect(terminal.shows(/DNS .*Standard query .*shop\.example/)).toBe(true);
    expect(terminal.shows(/GET \/ HTTP\/1\.1/)).toBe(true);

    // By address and by protocol, as it is typed.
    await type(`/${server}`, lines => lines.every(line => !line.includes('Standard query')));
    await type('\r', /10 of 10/);
    await type('/\u0015dns\r', lines => lines.some(line => line.includes('Standard query')));
    await terminal.waitFor(lines => lines.every(line => !line.includes('GET /')));

    // A mistake says what and where, and what was probably meant.
    await type('/\u0015prot == tcp', /did you mean "proto"/);
    await type('\u001b', lines => !lines.join('').includes('did you mean'));
    await type('/\u0015\r', /20 of 20/);

    // Paused: what arrives is counted, not shown.
    await type(' ', /paused/i);
    await send();
    await terminal.waitFor(/20 new/);
    await type(' ', /40 of 40/);

    // To the first packet, its fields, and the bytes of a field lit up.
    await type('g', /▶ +1 /);
    await type('\r', 'Ethernet');
    await type('jjj', /Internet Protocol|IPv4/);
    await terminal.quiet();
    const lit = (): string => Array.from({ length: 60 }, (_, row) => looksOf(terminal, row)).join('');
    const first = lit();
    expect(first).toMatch(/[0-9a-f]{2}/);
    await type('j', () => lit() !== first);
    await type(']', /▶ +2 /);
    await type('\u001b', lines => !lines.join('\n').includes('Ethernet'));

    // The conversation of an HTTP packet.
    await type('/\u0015http\r', lines => lines.every(line => !line.includes('Standard query')));
    await terminal.waitFor(/\d of 10\b/);
    await type('g', /▶/);
    await type('f', /GET \/ HTTP\/1\.1/);
    await type('x', /47 ?45 ?54/);
    await type('\u001b', '1 packets');

    // Written to a file; a second time it asks.
    await type('e', 'oddwire.pcapng');
    await type('\r', /packets written to/);
    const written = join(folder.path, 'oddwire.pcapng');
    expect(readFileSync(written).subarray(0, 4)).toEqual(Buffer.from('0a0d0d0a', 'hex'));
    await type('e', 'oddwire.pcapng');
    await type('\r', /exists/i);
    await type('\u001b', '1 packets');

    // Any size, at once.
    terminal.resize(80, 24);
    await terminal.waitFor(lines => lines.length === 24 && (lines[23] ?? '').includes('q quit'));
    terminal.resize(40, 10);
    await terminal.waitFor('too small');
    terminal.resize(200, 60);
    await terminal.waitFor(lines => lines.length === 60 && (lines[59] ?? '').includes('q quit'));
    expect(terminal.modes.alternateScreen).toBe(true);

    terminal.write('q');
    expect(await terminal.exited).toEqual({ code: 0, signal: null });
    await terminal.quiet();
    expect(terminal.modes).toMatchObject({ alternateScreen: false, cursorHidden: false });
    expect(existsSync(written)).toBe(true);
  });

  it('goes on capturing while the screen is suspended, with either engine', async context => {
    for (const engine of ['ring', 'cap']) {
      const program = `${process.execPath} ${builtProgram} watch -i left --engine ${engine} -f 'not ip6'`;
      terminal = openTerminal({
        command: ['ip', 'netns', 'exec', pair.left.namespace, 'bash', '--norc', '--noprofile', '-i'],
        environment: { PS1: 'ready> ', HOME: folder.path },
        columns: 100,
        rows: 30,
      });
      await terminal.waitFor('ready>');
      terminal.write(`${program}\r`);
      await terminal.waitFor('1 packets');
      if (terminal.shows(/cannot be opened|not installed/)) {
        context.annotate(`without ${engine}: it cannot be opened here`);
        await terminal.close();
        continue;
      }
      await terminal.waitFor('● live');
      await send();
      await terminal.waitFor(/20 of 20/);
      terminal.write('\u001a');
      await terminal.waitFor(/Stopped.*\n.*ready>/s);
      await send();
      const screen = screenOf(terminal.pid);
      const others = processTree(engineOf(terminal.pid) ?? -1).map(one => one.pid);
      expect(others).toHaveLength(engine === 'cap' ? 2 : 1);
      expect(stateOf(screen)).toBe('T');
      expect(others.map(stateOf)).not.toContain('T');
      terminal.resize(90, 24);
      terminal.write('fg\r');
      await terminal.waitFor(/40 of 40/);
      await terminal.waitFor(lines => lines.length === 24 && (lines[23] ?? '').includes('q quit'));
      expect(terminal.shows('ready>')).toBe(false);
      terminal.write('q');
      await terminal.waitFor(lines => lines.filter(line => line.startsWith('ready>')).length >= 2);
      terminal.write('exit\r');
      await terminal.exited;
      await terminal.close();
    }
  });

  it('never takes what was typed ahead for commands', async () => {
    start(['-i', 'left']);
    await terminal.waitFor('● live');
    await send();
    await terminal.waitFor(/20 of 20/);
    // Arrives in one piece: the q belongs to the filter.
    await type('/quic or dns\r', /filter.*quic or dns|quic or dns/);
    await terminal.waitFor(/10 of 10|10 of 20/);
    // A paste is text where text is asked for, and nothing anywhere else.
    terminal.write('\u001b[200~q\u0003\u001b[201~');
    await terminal.quiet();
    await type('/\u0015\u001b[200~udp\nport 53\u001b[201~', 'udp port 53');
    // Nor do mouse and answers of the terminal.
    terminal.write(
      '\u001b[<0;10;12M\u001b[<0;10;12m\u001b[<64;1;1M\u001b]11;rgb:0000/0000/0000\u0007\u001b[1;1R',
    );
    await terminal.quiet();
    expect(terminal.shows(/udp port 53(?![^ ])/)).toBe(true);
    terminal.write('\u0003');
    expect((await terminal.exited).code).toBe(0);
  });

  it('ends promptly in a flood, with either engine, and says how fast', async context => {
    for (const engine of ['ring', 'cap']) {
      const tries: number[] = [];
      // Machines that run tests have other things to do as well: one good try shows what the program can do.
      while (tries.length < mostTries && !tries.some(one => one <= mostMilliseconds)) {
        const milliseconds = await endInFlood(engine);
        if (milliseconds === undefined) break;
        tries.push(milliseconds);
      }
      if (tries.length === 0) {
        context.annotate(`without ${engine}: it cannot be opened here`);
        continue;
      }
      const told = tries.map(one => one.toFixed(0)).join(', ');
      console.log(`${engine}: Ctrl-C in a flood ended the program after ${told} ms`);
      expect(Math.min(...tries)).toBeLessThanOrEqual(mostMilliseconds);
    }
  });

  /** Milliseconds from Ctrl-C to the end; undefined where this engine cannot be opened. */
  const endInFlood = async (engine: string): Promise<number | undefined> => {
    start(['-i', 'left', '--engine', engine]);
    await terminal.waitFor('1 packets');
    if (terminal.shows(/cannot be opened|not installed/)) {
      await terminal.close();
      return undefined;
    }
    const flood = pair.send('--rate', '200000', '--seconds', '3', '--size', '64');
    await terminal.waitFor(/\d+(\.\d)?k pps/);
    await new Promise(resolve => setTimeout(resolve, 1000));
    const started = performance.now();
    terminal.write('\u0003');
    await terminal.exited;
    const milliseconds = performance.now() - started;
    await flood;
    await terminal.close();
    return milliseconds;
  };
});

/** One letter, as ps shows it: R, S, T for stopped … */
function stateOf(pid: number | undefined): string {
  return /^\d+ \(.*\) (\w)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? '';
}

/** Cells of a row that stand out: inverse, underlined, bold on colour. */
function looksOf(terminal: TestTerminal, row: number): string {
  return Array.from({ length: 200 }, (_, column) => terminal.cell(column, row))
    .map((cell, column) => (cell.inverse || cell.underline ? `${column}${cell.text}` : ''))
    .join('');
}
