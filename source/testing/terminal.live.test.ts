import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from './temporary.ts';
import { openTerminal, type TerminalOptions, type TestTerminal } from './terminal.ts';

const opened: TestTerminal[] = [];

function open(options: TerminalOptions): TestTerminal {
  const terminal = openTerminal(options);
  opened.push(terminal);
  return terminal;
}

afterEach(async () => {
  for (const terminal of opened.splice(0)) await terminal.close();
});

function shell(script: string, options: Partial<TerminalOptions> = {}): TestTerminal {
  return open({ command: ['sh', '-c', script], ...options });
}

function isInstalled(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.runIf(process.platform === 'linux' && existsSync('/dev/ptmx'))('the test terminal', () => {
  it('is a terminal of the size asked for, and the program its session leader', async () => {
    const terminal = shell(
      'test -t 0 && test -t 1 && tty && stty size && cut -d" " -f 6 /proc/$$/stat && echo end',
      {
        columns: 91,
        rows: 17,
      },
    );
    expect(await terminal.exited).toEqual({ code: 0, signal: null });
    await terminal.waitFor('end');
    expect(terminal.screen().slice(0, 3)).toEqual([terminal.pseudo.path, '17 91', String(terminal.pid)]);
  });

  it('types, resizes, interrupts', async () => {
    const terminal = shell(
      'trap "stty size" WINCH; trap "echo caught; exit 3" INT; while :; do read line; echo "<$line>"; done',
    );
    terminal.write('hello\r');
    await terminal.waitFor('<hello>');
    terminal.resize(100, 30);
    terminal.write('again\r');
    await terminal.waitFor('30 100');
    terminal.write('\u0003');
    expect(await terminal.exited).toEqual({ code: 3, signal: null });
    await terminal.waitFor('caught');
  });

  it('shows colours, inverse cells, modes, and every byte', async () => {
    const terminal = shell(
      "printf 'a\\033[7mb\\033[0;31mc\\033[m\\n\\033[?1049h\\033[?25l\\033[?1006;1002h\\033[?2004hin'; read _; printf '\\033[?1049l\\033[?25h\\033[?1002l\\033[?2004l'",
    );
    await terminal.waitFor('in');
    expect(terminal.modes).toEqual({
      alternateScreen: true,
      cursorHidden: true,
      bracketedPaste: true,
      mouse: true,
      synchronized: false,
    });
    terminal.write('\r');
    await terminal.exited;
    await terminal.waitFor('abc');
    expect(terminal.cell(1, 0)).toMatchObject({ text: 'b', inverse: true });
    expect(terminal.cell(2, 0)).toMatchObject({ text: 'c', colour: 1, inverse: false });
    expect(terminal.inverseText(0)).toBe('b');
    expect(terminal.modes).toEqual({
      alternateScreen: false,
      cursorHidden: false,
      bracketedPaste: false,
      mouse: false,
      synchronized: false,
    });
    expect(terminal.raw.toString('latin1')).toContain('\u001b[0;31mc');
  });

  it('answers as terminals do', async () => {
    const terminal = shell(
      "stty raw -echo; printf '\\033[5n'; dd bs=4 count=1 2>/dev/null | od -An -tx1; stty sane",
    );
    await terminal.waitFor('1b 5b 30 6e');
  });

  it('reports signals, and leaves nothing behind', async () => {
    const terminal = shell('sleep 1000 & echo $!; wait');
    await terminal.waitFor(/\d+/);
    const sleeper = Number(terminal.screen()[0]);
    terminal.pseudo.kill('SIGKILL');
    expect(await terminal.exited).toEqual({ code: null, signal: 'SIGKILL' });
    await terminal.close();
    // The kernel takes its time on a busy machine.
    await vi.waitFor(() => expect(stateOf(sleeper)).toMatch(/^Z/), { timeout: 5000, interval: 20 });
  });

  it('imitates a slow line', async () => {
    const terminal = shell('head -c 2000 /dev/zero | tr "\\0" x; echo; echo end', { bytesPerSecond: 2000 });
    const milliseconds = await terminal.waitFor('end');
    expect(milliseconds).toBeGreaterThan(700);
  });

  it.runIf(isInstalled('less'))('runs less: its screen comes and goes, settings are as before', async () => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'text');
    writeFileSync(file, Array.from({ length: 200 }, (_, line) => `line ${line + 1}\n`).join(''));
    const terminal = shell(
      `echo before; stty -a > ${folder.path}/before; less ${file}; stty -a > ${folder.path}/after; echo after`,
    );
    await terminal.waitFor('line 23');
    expect(terminal.modes.alternateScreen).toBe(true);
    terminal.write('G');
    await terminal.waitFor('line 200');
    expect(await terminal.keyToFrame('g')).toBeLessThan(5000);
    await terminal.waitFor('line 1');
    terminal.write('q');
    await terminal.exited;
    await terminal.waitFor('after');
    expect(terminal.modes.alternateScreen).toBe(false);
    expect(terminal.screen().slice(0, 2)).toEqual(['before', 'after']);
    const read = (name: string): string =>
      execFileSync('cat', [join(folder.path, name)], { encoding: 'utf8' });
    expect(read('after')).toBe(read('before'));
  });
});

/** 'Z' for a process that is gone or waits to be buried. */
function stateOf(process: number): string {
  if (!existsSync(`/proc/${process}`)) return 'Z';
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', String(process)], { encoding: 'utf8' });
  } catch {
    return 'Z';
  }
}
