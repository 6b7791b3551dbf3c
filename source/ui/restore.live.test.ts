/** Whatever ends the screen, the terminal is as it was. */
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  buildProgram,
  engineOf,
  isAlive,
  openScreen,
  processTree,
  type ScreenStart,
  screenOf,
  screenSkipReason,
  startScript,
  waitUntilGone,
} from '../testing/screen.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { openTerminal, type TestTerminal } from '../testing/terminal.ts';

const opened: TestTerminal[] = [];
const untouched = {
  alternateScreen: false,
  cursorHidden: false,
  bracketedPaste: false,
  mouse: false,
  synchronized: false,
};

function keep(terminal: TestTerminal): TestTerminal {
  opened.push(terminal);
  return terminal;
}

/** Up and drawing, with the settings the terminal had before. */
async function demo(options: ScreenStart = {}): Promise<{ terminal: TestTerminal; before: string }> {
  const terminal = keep(openScreen(['--demo'], options));
  const before = terminal.pseudo.settings();
  await terminal.waitFor('1 packets');
  await terminal.waitFor(/\d+ of \d+/);
  expect(terminal.modes).toMatchObject({ alternateScreen: true, cursorHidden: true, mouse: true });
  expect(terminal.pseudo.settings()).not.toBe(before);
  return { terminal, before };
}

async function expectRestored(terminal: TestTerminal, before: string): Promise<void> {
  await terminal.quiet();
  expect(terminal.modes).toEqual(untouched);
  expect(terminal.pseudo.settings()).toBe(before);
}

const why = screenSkipReason();
if (why !== undefined) console.log(`skipped: ${why}`);

describe.runIf(why === undefined)('the terminal afterwards', () => {
  beforeAll(buildProgram);

  afterEach(async () => {
    for (const terminal of opened.splice(0)) await terminal.close();
  });

  it.each([
    ['q', 'q'],
    ['Ctrl-C', '\u0003'],
  ])('is as before after %s', async (_, key) => {
    const { terminal, before } = await demo();
    const tree = processTree(terminal.pid).map(one => one.pid);
    expect(tree.length).toBeGreaterThan(1);
    terminal.write(key);
    expect(await terminal.exited).toEqual({ code: 0, signal: null });
    await expectRestored(terminal, before);
    // Nothing of ours is left on the screen it gave back, and no answer became typed text.
    expect(terminal.screen().join('').trim()).toBe('');
    await waitUntilGone(tree);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('is as before after %s', async signal => {
    const { terminal, before } = await demo();
    const tree = processTree(terminal.pid).map(one => one.pid);
    terminal.pseudo.kill(signal);
    expect((await terminal.exited).signal).toBeNull();
    await expectRestored(terminal, before);
    await waitUntilGone(tree);
  });

  it('is as before when the screen fails, which is said on it', async () => {
    using folder = temporaryFolder();
    const bomb = `${folder.path}/bomb.mjs`;
    const { writeFileSync } = await import('node:fs');
    writeFileSync(
      bomb,
      "if (process.send === undefined) setTimeout(() => { throw new Error('a bomb went off'); }, 2500);",
    );
    const { terminal, before } = await demo({ environment: { NODE_OPTIONS: `--import=${bomb}` } });
    const engine = engineOf(terminal.pid) ?? -1;
    expect((await terminal.exited).code).toBe(1);
    await expectRestored(terminal, before);
    expect(terminal.screen().join('\n')).toContain('oddwire: a bomb went off');
    await waitUntilGone([engine]);
  });

  it('says again, when it is left, that nothing could be opened', async () => {
    const terminal = keep(openScreen(['-r', '/no/such.pcap']));
    await terminal.waitFor('failed');
    terminal.write('q');
    expect((await terminal.exited).code).toBe(1);
    expect(terminal.screen().join('\n')).toContain('oddwire: "/no/such.pcap" cannot be read: no such file.');
  });

  it('stays a screen when the engine is killed, and is as before after quitting', async () => {
    const { terminal, before } = await demo();
    const engine = engineOf(terminal.pid) ?? -1;
    process.kill(engine, 'SIGKILL');
    await terminal.waitFor('SIGKILL');
    expect(terminal.modes.alternateScreen).toBe(true);
    terminal.write('q');
    expect((await terminal.exited).code).toBe(0);
    await expectRestored(terminal, before);
  });

  it('is as before when the screen itself is killed, thanks to the start script', async () => {
    const { terminal, before } = await demo({ throughScript: true });
    const tree = processTree(terminal.pid).map(one => one.pid);
    const screen = screenOf(terminal.pid) ?? -1;
    expect(screen).not.toBe(terminal.pid);
    process.kill(screen, 'SIGKILL');
    expect(await terminal.exited).toEqual({ code: 137, signal: null });
    await expectRestored(terminal, before);
    await terminal.waitFor('ended by signal 9');
    await waitUntilGone(tree);
  });

  it('is as before when the screen was started through the script and left', async () => {
    for (const leave of ['key', 'signal']) {
      const { terminal, before } = await demo({ throughScript: true });
      const tree = processTree(terminal.pid).map(one => one.pid);
      if (leave === 'key') terminal.write('q');
      else terminal.pseudo.kill('SIGTERM');
      expect((await terminal.exited).signal).toBeNull();
      await expectRestored(terminal, before);
      await waitUntilGone(tree);
      expect(terminal.screen().join('')).not.toContain('signal');
    }
  });

  it('leaves nobody behind when the terminal goes away', async () => {
    const { terminal } = await demo({ throughScript: true });
    const tree = processTree(terminal.pid).map(one => one.pid);
    await terminal.hangUp();
    await waitUntilGone(tree);
  });

  it('leaves no answer of a terminal far away to the shell', async () => {
    const terminal = keep(
      openTerminal({
        command: ['bash', '--norc', '--noprofile', '-i'],
        environment: { PS1: 'ready> ' },
        answerMilliseconds: 500,
      }),
    );
    const typed = async (word: string): Promise<void> => {
      // Answers that came too late would be typed by now.
      await new Promise(resolve => setTimeout(resolve, 700));
      terminal.write(`echo "typ""${word}"\r`);
      await terminal.waitFor(`typ${word}`);
      expect(terminal.screen().join('\n')).not.toMatch(/\^\[|not found/);
    };
    await terminal.waitFor('ready>');
    terminal.write(`${startScript} watch --demo\r`);
    await terminal.waitFor(/\d+ of \d+/);
    await new Promise(resolve => setTimeout(resolve, 2000));
    terminal.write('\u001a');
    await terminal.waitFor(/Stopped.*\n.*ready>/s);
    await typed('ed');
    terminal.write('fg\r');
    await terminal.waitFor('1 packets');
    await new Promise(resolve => setTimeout(resolve, 2000));
    terminal.write('q');
    await terminal.waitFor(lines => lines.filter(line => line.startsWith('ready>')).length >= 3);
    await typed('ing');
    terminal.write('exit\r');
    await terminal.exited;
  });

  it('comes back after Ctrl-Z and fg', async () => {
    for (const program of [
      startScript,
      `${process.execPath} ${startScript.replace('start.sh', 'build/cli.js')}`,
    ]) {
      const terminal = keep(
        openTerminal({ command: ['bash', '--norc', '--noprofile', '-i'], environment: { PS1: 'ready> ' } }),
      );
      await terminal.waitFor('ready>');
      terminal.write(`${program} watch --demo\r`);
      await terminal.waitFor(/\d+ of \d+/);
      terminal.write('\u001a');
      await terminal.waitFor(/Stopped.*\n.*ready>/s);
      expect(terminal.modes).toMatchObject({ alternateScreen: false, cursorHidden: false, mouse: false });
      terminal.write('echo "typ""ed"\r');
      await terminal.waitFor('typed');
      terminal.write('fg\r');
      await terminal.waitFor('1 packets');
      expect(terminal.modes).toMatchObject({ alternateScreen: true, cursorHidden: true, mouse: true });
      // The keyboard is ours again.
      terminal.write('?');
      await terminal.waitFor('in every table');
      const tree = processTree(terminal.pid)
        .slice(1)
        .map(one => one.pid);
      terminal.write('q');
      await terminal.waitFor(lines => lines.filter(line => line.startsWith('ready>')).length >= 3);
      expect(terminal.modes).toMatchObject({ alternateScreen: false, cursorHidden: false, mouse: false });
      await waitUntilGone(tree);
      expect(tree.every(pid => !isAlive(pid))).toBe(true);
      terminal.write('exit\r');
      await terminal.exited;
    }
  });
});
