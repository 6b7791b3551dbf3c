import { cleanup, render } from 'ink-testing-library';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { withoutStyles } from '../testing/draw.tsx';
import { FakeEngine } from '../testing/fake-engine.ts';
import { App } from './app.tsx';
import { Effects, type World } from './effects.ts';
import { defaultSettings, type Settings } from './settings.ts';
import { messageMilliseconds } from './state.ts';

/** Long enough for a key to be read, an answer to come and a frame to be drawn. */
const breath = () => new Promise(resolve => setTimeout(resolve, 60));

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
    complete: text => (text === 'pro' ? { text: 'proto', cursor: 5 } : undefined),
    filterProblem: text => (text.includes('prot ') ? 'unknown field "prot"' : ''),
    ...more,
  });
  const app = render(<App settings={settings} effects={effects} />);
  await breath();
  const press = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) {
      app.stdin.write(keys[name as keyof typeof keys] ?? name);
      await breath();
    }
  };
  const screen = (): string => withoutStyles(app.lastFrame() ?? '');
  const lines = (): string[] => screen().split('\n');
  return { app, engine, press, screen, lines, written };
}

describe('the whole screen', () => {
  it('shows packets, and moves at the press of a key', async () => {
    const { press, screen } = await start();
    expect(screen()).toContain('dropped 0');
    expect(screen()).toMatch(/▶ .*14:08:20/);
    await press('up', 'k');
    expect(screen()).toMatch(/▶ .*14:08:18/);
  });

  it('opens a packet, finds its way through it and out again', async () => {
    const { press, screen, engine } = await start();
    await press('enter');
    expect(engine.view?.open).toBe(500);
    expect(screen()).toContain('packet 500');
    await press('G');
    expect(screen()).toMatch(/▶ +Server Name/);
    await press('v');
    expect(engine.view?.filter).toBe('sni == "日本語.example"');
    await press('escape');
    expect(screen()).not.toContain('packet 500');
  });

  it('filters while it is typed, and keeps a wrong filter open', async () => {
    const { press, screen, engine } = await start();
    await press('/', 'tcp');
    expect(engine.view?.filter).toBe('tcp');
    await press(' and prot ', 'enter');
    expect(screen()).toContain('filter: tcp and prot');
    await press('escape');
    expect(engine.view?.filter).toBe('');
    await press('/', 'pro', 'tab', 'enter');
    expect(engine.view?.filter).toBe('proto');
  });

  it('goes through the screens', async () => {
    const { press, engine, screen } = await start();
    for (const [key, name] of [
      ['2', 'flows'],
      ['3', 'hosts'],
      ['4', 'engine'],
      ['tab', 'packets'],
    ] as const) {
      await press(key);
      expect(engine.view?.screen).toBe(name);
    }
    await press('i');
    expect(screen()).toContain('what shall be watched?');
  });

  it('opens what is chosen', async () => {
    const { press, engine, screen } = await start({
      ...defaultSettings,
      start: { ...defaultSettings.start, screen: 'chooser' },
    });
    await press('down', 'down', 'down', 'enter');
    expect(screen()).toContain('cannot be opened');
    await press('down', 'enter', 'a.pcap', 'enter');
    expect(engine.sent).toContainEqual({ kind: 'open', input: { kind: 'file', path: 'a.pcap' } });
    expect(engine.view?.screen).toBe('packets');
  });

  it('finds once and goes there', async () => {
    const { press, engine, lines } = await start();
    await press('\u0006', 'hello', 'enter');
    expect(lines().find(line => line.startsWith('▶'))).toContain('14:05:00');
    await press('down');
    expect(engine.view?.cursor.at).toBe(301);
  });

  it('goes to a number, and says so when it is none', async () => {
    const { press, engine, screen } = await start();
    await press(':', '250', 'enter');
    expect(engine.view?.cursor).toMatchObject({ at: 250, offset: 0 });
    await press(':', 'x1', 'enter');
    expect(screen()).toContain('"x1" is no packet number');
  });

  it('copies the selected bytes through the terminal', async () => {
    const { press, written, screen } = await start();
    await press('enter', 'tab', 'x');
    expect(written.at(-1)).toBe(
      `\u001b]52;c;${Buffer.from('001b21aabbcc0242ac1100140800').toString('base64')}\u0007`,
    );
    expect(screen()).toContain('copied 14 bytes as hex');
  });

  it('keeps what it had when the engine is lost', async () => {
    const { engine, screen, press } = await start();
    engine.lose('it was ended by signal SIGKILL');
    await breath();
    expect(screen()).toContain('engine lost: it was ended by signal SIGKILL');
    expect(screen()).toContain('14:08:20');
    await press('up');
    expect(screen()).toMatch(/▶ .*14:08:19/);
  });

  it('draws nothing while nothing changes', async () => {
    const { app, engine } = await start();
    const frames = app.frames.length;
    for (let count = 0; count < 5; count += 1) {
      engine.answer();
      await breath();
    }
    expect(new Set(app.frames.slice(frames - 1)).size).toBe(1);
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
