import { cleanup, render } from 'ink-testing-library';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withoutStyles } from '../testing/draw.tsx';
import { FakeEngine } from '../testing/fake-engine.ts';
import { App } from './app.tsx';
import { Effects, type World } from './effects.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { messageMilliseconds } from './state.ts';

/** Long enough for Ink to tell Escape from the beginning of a sequence. */
const breath = () => new Promise(resolve => setTimeout(resolve, 60));
/** Machines may be slow: what is to come is waited for. */
const soon = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 5000, interval: 10 });

const keys = { up: '\u001b[A', down: '\u001b[B', enter: '\r', escape: '\u001b', tab: '\t' } as const;

afterEach(cleanup);

async function start(settings: Settings = defaultSettings, more: Partial<World> = {}) {
  const engine = new FakeEngine();
  const written: string[] = [];
  const effects = new Effects({
    engine,
    writeTerminal: text => written.push(text),
    suspend: () => undefined,
    rememberFilter: () => undefined,
    ...more,
  });
  const app = render(<App settings={settings} effects={effects} />);
  await soon(() => expect(app.lastFrame()).toContain('dropped'));
  const press = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) {
      app.stdin.write(keys[name as keyof typeof keys] ?? name);
      if (name === 'escape') await breath();
    }
  };
  const screen = (): string => withoutStyles(app.lastFrame() ?? '');
  const lines = (): string[] => screen().split('\n');
  return { app, engine, press, screen, lines, written };
}

describe('the whole screen', () => {
  it('shows packets, and moves at the press of a key', async () => {
    const { press, screen } = await start();
    await soon(() => expect(screen()).toContain('dropped 0'));
    await soon(() => expect(screen()).toMatch(/▶ .*14:08:20/));
    await press('up', 'k');
    await soon(() => expect(screen()).toMatch(/▶ .*14:08:18/));
  });

  it('opens a packet, finds its way through it and out again', async () => {
    const { press, screen, engine } = await start();
    await press('enter');
    await soon(() => expect(engine.view?.open).toBe(500));
    await soon(() => expect(screen()).toContain('packet 500'));
    await press('G');
    await soon(() => expect(screen()).toMatch(/▶ +Server Name/));
    await press('v');
    await soon(() => expect(engine.view?.filter).toBe('sni == "日本語.example"'));
    await press('escape');
    await soon(() => expect(screen()).not.toContain('packet 500'));
  });

  it('goes to packets there are, and says why not to others', async () => {
    const { press, screen, engine } = await start();
    await soon(() => expect(screen()).toMatch(/▶ .*14:08:20/));
    await press(':', '9999999', 'enter');
    await soon(() => expect(screen()).toContain('there is no packet 9,999,999: the newest is'));
    expect(engine.view?.cursor.at).toBe('newest');
  });

  it('filters while it is typed, and keeps a wrong filter open', async () => {
    const { press, screen, engine } = await start();
    await press('/', 'tcp');
    await soon(() => expect(engine.view?.filter).toBe('tcp'));
    await press(' and prot ', 'enter');
    await soon(() => expect(screen()).toContain('filter: tcp and prot'));
    await press('escape');
    await soon(() => expect(engine.view?.filter).toBe(''));
    await press('/', 'pro', 'tab', 'enter');
    await soon(() => expect(engine.view?.filter).toBe('proto'));
  });

  it('keeps keys typed ahead of the answer to a filter, and presses them then', async () => {
    const { press, screen, engine } = await start();
    engine.isSlow = true;
    await press('/', 'pro', 'tab', ' 17', 'enter', '2', '/', 'x');
    await breath();
    // Nothing of it went into the line of the prompt, nor was it lost.
    expect(screen()).toContain('filter: pro');
    expect(engine.view?.screen).toBe('packets');
    engine.answerQuestions();
    await soon(() => expect(screen()).toContain('filter: proto 17'));
    expect(engine.view?.screen).toBe('packets');
    engine.answerQuestions();
    await soon(() => expect(engine.view).toMatchObject({ screen: 'flows', filter: 'proto 17x' }));
  });

  it('keeps keys no longer than an engine lives', async () => {
    const { press, screen, engine } = await start();
    engine.isSlow = true;
    await press('/', 'dns', 'enter', 'x');
    engine.lose('it was ended by SIGKILL');
    await press('enter', 'y');
    await soon(() => expect(screen()).toContain('filter: dnsxy'));
  });

  it('announces a new incident once, by a flash and where wanted the bell', async () => {
    const { engine, screen, written } = await start(defaultSettings, { bell: true });
    await soon(() => expect(screen()).toContain('3 open'));
    expect(written).toEqual([]);
    engine.status = { ...engine.status, openIncidents: 4, newestIncident: 7 };
    engine.answer();
    await soon(() => expect(written).toEqual(['\u0007']));
    engine.answer();
    await soon(() => expect(screen()).toMatch(/4 open {2}learned/));
    expect(written).toHaveLength(1);
    const silent = await start();
    silent.engine.status = { ...engine.status, newestIncident: 8 };
    silent.engine.answer();
    await soon(() => expect(silent.screen()).toContain('4 open'));
    expect(silent.written).toEqual([]);
  });

  it('marks an incident as normal, and takes it back', async () => {
    const { press, engine, screen } = await start();
    await press('5');
    await soon(() => expect(screen()).toContain('Port scan'));
    const marked = () => engine.sent.findLast(({ kind }) => kind === 'normal');
    await press('n');
    await soon(() => expect(marked()).toEqual({ kind: 'normal', incident: 6, isNormal: true }));
    await press('j', 'j', 'j', 'j');
    await soon(() => expect(screen()).toContain('DNS tunnel, marked as normal'));
    await press('n');
    await soon(() => expect(marked()).toEqual({ kind: 'normal', incident: 2, isNormal: false }));
  });

  it('goes through the screens', async () => {
    const { press, engine, screen } = await start();
    for (const [key, name] of [
      ['2', 'flows'],
      ['3', 'hosts'],
      ['4', 'world'],
      ['5', 'odd'],
      ['6', 'engine'],
      ['tab', 'packets'],
    ] as const) {
      await press(key);
      await soon(() => expect(engine.view?.screen).toBe(name));
    }
    await press('i');
    await soon(() => expect(screen()).toContain('what shall be watched?'));
  });

  it('opens what is chosen', async () => {
    const { press, engine, screen } = await start({
      ...defaultSettings,
      start: { ...defaultSettings.start, screen: 'chooser' },
    });
    await press('down', 'down', 'down', 'enter');
    await soon(() => expect(screen()).toContain('cannot be opened'));
    engine.isSlow = true;
    await press('down', 'enter', 'a.pcap', 'enter', '2');
    const input = { kind: 'file', path: 'a.pcap' };
    await soon(() => expect(engine.sent).toContainEqual({ kind: 'open', id: 1, input }));
    engine.answerQuestions();
    // The key behind it was for what was opened.
    await soon(() => expect(engine.view?.screen).toBe('flows'));
  });

  it('stays as it is when what was chosen cannot be opened', async () => {
    const { press, engine, screen } = await start();
    await press('up', 'up', 'm', 'i');
    await soon(() => expect(screen()).toContain('open a capture file'));
    await press('G', 'up', 'enter');
    await soon(() => expect(screen()).toContain('capture file:'));
    engine.opens = false;
    await press('no.pcap', 'enter');
    await soon(() => expect(engine.sent).toContainEqual(expect.objectContaining({ kind: 'open' })));
    engine.say({ kind: 'notice', severity: 'error', text: 'no.pcap: there is no such file' });
    await soon(() => expect(screen()).toContain('there is no such file'));
    expect(engine.view?.screen).toBe('chooser');
    await press('escape');
    await soon(() => expect(screen()).toMatch(/▶◆ .*14:08:18/));
  });

  it('finds once and goes there', async () => {
    const { press, engine, lines } = await start();
    await press('\u0006', 'hello', 'enter');
    await soon(() => expect(lines().find(line => line.startsWith('▶'))).toContain('14:05:00'));
    await press('down');
    await soon(() => expect(engine.view?.cursor.at).toBe(301));
  });

  it('goes to a number, and says so when it is none', async () => {
    const { press, engine, screen } = await start();
    await press(':', '250', 'enter');
    await soon(() => expect(engine.view?.cursor).toMatchObject({ at: 250, offset: 0 }));
    await press(':', 'x1', 'enter');
    await soon(() => expect(screen()).toContain('"x1" is no packet number'));
  });

  it('copies the selected bytes through the terminal', async () => {
    const { press, written, screen } = await start();
    await press('enter');
    await soon(() => expect(screen()).toContain('packet 500'));
    await press('tab', 'x');
    expect(written.at(-1)).toBe(
      `\u001b]52;c;${Buffer.from('001b21aabbcc0242ac1100140800').toString('base64')}\u0007`,
    );
    await soon(() => expect(screen()).toContain('copied 14 bytes as hex'));
  });

  it('asks before an export replaces a file', async () => {
    const { press, engine, screen } = await start();
    await press('e', 'enter');
    await soon(() => expect(engine.sent).toContainEqual(expect.objectContaining({ kind: 'export', id: 1 })));
    const progress = { id: 1, done: true, written: 0, total: 400, exists: false, path: 'oddwire.pcapng' };
    // Whatever the words are.
    const error = 'there is one';
    engine.say({ kind: 'export', progress: { ...progress, error, exists: true } });
    await soon(() => expect(screen()).toContain('it exists; enter replaces it: oddwire.pcapng'));
    await press('enter');
    const order = { path: 'oddwire.pcapng', format: 'pcapng', overwrite: true, what: 'shown' };
    await soon(() => expect(engine.sent).toContainEqual({ kind: 'export', id: 2, order }));
    engine.say({ kind: 'export', progress: { ...progress, id: 2, written: 400, error: '' } });
    await soon(() => expect(screen()).toContain('400 packets written to oddwire.pcapng'));
  });

  it('exports where it may, and knows whose home ~ is', async () => {
    const settings = { ...defaultSettings, start: { ...defaultSettings.start, exportFolder: '/tmp/all' } };
    const { press, engine, screen } = await start(settings);
    await press('e');
    await soon(() => expect(screen()).toContain('write what is shown to: /tmp/all/oddwire.pcapng'));
    await press('\u0015', '~/a.csv', 'enter');
    await soon(() => expect(screen()).toContain('no home for ~ to mean'));
    expect(engine.sent).not.toContainEqual(expect.objectContaining({ kind: 'export' }));
    const other = await start(defaultSettings, { homeFolder: '/home/ada' });
    await other.press('e', '\u0015', '~/a.csv', 'enter');
    const order = { path: '/home/ada/a.csv', format: 'csv', overwrite: false, what: 'shown' };
    await soon(() => expect(other.engine.sent).toContainEqual({ kind: 'export', id: 1, order }));
  });

  it('cancels an export with esc, and nothing else', async () => {
    const { press, engine, screen } = await start();
    await press('enter', 'e', 'enter');
    const progress = {
      id: 1,
      done: false,
      written: 10,
      total: 400,
      error: '',
      exists: false,
      path: 'oddwire.pcapng',
    };
    engine.say({ kind: 'export', progress });
    await soon(() => expect(screen()).toContain('10 of 400 packets (esc cancels)'));
    await press('escape');
    await soon(() => expect(engine.sent).toContainEqual({ kind: 'cancelExport', id: 1 }));
    expect(engine.view?.open).toBe(500);
  });

  it('keeps what it had when the engine is lost', async () => {
    const { engine, screen, press } = await start();
    engine.lose('it was ended by signal SIGKILL');
    await breath();
    await soon(() => expect(screen()).toContain('engine lost: it was ended by signal SIGKILL'));
    await soon(() => expect(screen()).toContain('14:08:20'));
    await press('up');
    await soon(() => expect(screen()).toMatch(/▶ .*14:08:19/));
  });

  it('draws nothing while nothing changes', async () => {
    const { app, engine } = await start();
    const frames = app.frames.length;
    for (let count = 0; count < 5; count += 1) {
      engine.answer();
      await breath();
    }
    await soon(() => expect(new Set(app.frames.slice(frames - 1)).size).toBe(1));
  });
});

describe('messages', () => {
  it('go by themselves when their time is over, and nothing is drawn after', async () => {
    const { engine, screen, app } = await start();
    // Said nearly six seconds ago, as far as the message knows.
    const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - messageMilliseconds + 200);
    engine.say({ kind: 'notice', severity: 'warning', text: 'eth0 went down' });
    now.mockRestore();
    await breath();
    expect(screen()).toContain('eth0 went down');
    await breath();
    await breath();
    await breath();
    expect(screen()).not.toContain('eth0 went down');
    const frames = app.frames.length;
    await breath();
    expect(app.frames.length).toBe(frames);
  });
});
