import './environment.ts';
import type { ReadStream, WriteStream } from 'node:tty';
import { setFlagsFromString } from 'node:v8';
import { render } from 'ink';
import { App } from './app.tsx';
import { Effects, type World } from './effects.ts';
import { FrameOutput } from './frame-output.ts';
import { FrameWriter } from './frame-writer.ts';
import { KeyStream } from './key-stream.ts';
import type { MouseEvent } from './key-tokens.ts';
import { defaultBindings, type KeyBinding } from './keys.ts';
import { chosenTheme, glyphsFor, type LookOptions, themeFor, themeOf } from './look.ts';
import type { Settings } from './settings.ts';
import { openKeyboard, Terminal } from './terminal.ts';

export type ScreenOptions = Omit<World, 'writeTerminal' | 'suspend'> & {
  readonly environment: NodeJS.ProcessEnv;
  /** Aborted: the screen ends. */
  readonly signal: AbortSignal;
  readonly look: LookOptions;
  /** Undefined: yes. */
  readonly mouse: boolean | undefined;
  readonly bindings?: readonly KeyBinding[];
  readonly start: Settings['start'];
  /** Standard input is not for keys: they are read from the terminal itself. */
  readonly keysFromTerminal: boolean;
};

/** A key that comes right after a frame waits for the next: this is how long at most. */
const maxFramesPerSecond = 60;
/** How long a terminal may take to tell its background. */
const backgroundMilliseconds = 150;
/** How long an answer under way is waited for, so that it does not end up in the shell. */
const lookAgainMilliseconds = 10;
const wheelRows = 3;

/** Takes the terminal, draws the screen on it, and gives it back; resolves when the screen ended. */
export async function startScreen(options: ScreenOptions): Promise<void> {
  // The nursery stays as large as loading all this has made it: drawing needs no more, and left alone it grows
  // by some forty megabytes of garbage.
  setFlagsFromString('--semi-space-growth-factor=1');
  const input = keyboard(options.keysFromTerminal);
  const screen = new ScreenRun(options, process.stdout, input);
  await screen.run();
}

function keyboard(fromTerminal: boolean): ReadStream {
  if (!fromTerminal && process.stdin.isTTY) return process.stdin;
  const opened = openKeyboard();
  if (opened === undefined) throw new Error('there is no terminal to read keys from; run Oddwire in one');
  return opened;
}

class ScreenRun {
  readonly #options: ScreenOptions;
  readonly #stdout: WriteStream & { readonly fd: number };
  readonly #terminal: Terminal;
  readonly #keys: KeyStream;
  readonly #writer: FrameWriter;
  readonly #output: FrameOutput;
  readonly #effects: Effects;
  readonly #ended = Promise.withResolvers<void>();
  readonly #probed = Promise.withResolvers<void>();
  readonly #end = (): void => this.#ended.resolve();
  readonly #resize = (): void => this.#followSize();
  readonly #asksBackground: boolean;
  #background: string | undefined;

  constructor(options: ScreenOptions, stdout: WriteStream & { readonly fd: number }, input: ReadStream) {
    this.#options = options;
    this.#stdout = stdout;
    const { columns, rows } = sizeOf(stdout);
    this.#asksBackground = chosenTheme(options.look, options.environment) === undefined;
    this.#terminal = new Terminal({
      output: stdout,
      input,
      mouse: options.mouse ?? true,
      asksBackground: this.#asksBackground,
      onLost: this.#end,
      onSuspend: () => this.#settle(),
      onReturn: () => {
        // Nobody told us while we were stopped: this makes the stream look, and say so when it has changed.
        process.emit('SIGWINCH', 'SIGWINCH');
        this.#writer.restart();
      },
    });
    this.#writer = new FrameWriter({
      columns,
      rows,
      write: (text, done) => this.#terminal.write(text, done),
    });
    this.#output = new FrameOutput(columns, rows, lines => this.#writer.show(lines));
    this.#effects = new Effects({
      ...options,
      writeTerminal: text => this.#writer.aside(text),
      suspend: () => this.#terminal.suspend(),
    });
    this.#keys = new KeyStream(
      input,
      {
        onKey: () => this.#writer.urgent(),
        onMouse: event => this.#mouse(event),
        onReady: () => {
          this.#probed.resolve();
          this.#writer.ready();
        },
        onBackground: text => {
          this.#background = text;
        },
        onEnd: this.#end,
      },
      (options.bindings ?? defaultBindings).some(binding =>
        binding.keys.some(key => key.startsWith('meta-')),
      ),
    );
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    if (signal.aborted) return;
    signal.addEventListener('abort', this.#end, { once: true });
    this.#stdout.on('resize', this.#resize);
    if (this.#asksBackground) this.#writer.askedElsewhere();
    this.#terminal.open();
    try {
      const settings = await this.#settings();
      this.#writer.isAscii = settings.glyphs.ascii;
      this.#writer.start();
      await this.#draw(settings);
    } finally {
      signal.removeEventListener('abort', this.#end);
      this.#stdout.off('resize', this.#resize);
      await this.#giveBack();
    }
  }

  async #draw(settings: Settings): Promise<void> {
    const instance = render(<App settings={settings} effects={this.#effects} />, {
      stdout: this.#output as unknown as NodeJS.WriteStream,
      stdin: this.#keys as unknown as NodeJS.ReadStream,
      // What goes wrong is said after the screen has gone.
      patchConsole: false,
      exitOnCtrlC: false,
      interactive: true,
      maxFps: maxFramesPerSecond,
    });
    const drawn = instance.waitUntilExit();
    try {
      await Promise.race([drawn, this.#ended.promise]);
    } finally {
      this.#writer.stop();
      instance.unmount();
    }
  }

  async #giveBack(): Promise<void> {
    await this.#settle();
    this.#keys.close();
    this.#terminal.close();
  }

  /** Writes no more, and waits until the terminal has said all it has to say to us. */
  async #settle(): Promise<void> {
    this.#writer.stop();
    const until = performance.now() + this.#writer.settlingMilliseconds;
    while (this.#writer.isUnsettled && this.#terminal.isEntered && performance.now() < until)
      await new Promise(resolve => setTimeout(resolve, lookAgainMilliseconds));
  }

  async #settings(): Promise<Settings> {
    const { environment, bindings, look, start } = this.#options;
    const theme = chosenTheme(look, environment);
    if (theme === undefined) await this.#waitForBackground();
    return {
      bindings: bindings ?? defaultBindings,
      glyphs: glyphsFor(look, environment),
      theme: themeOf(theme ?? themeFor(this.#background, environment), look),
      start,
    };
  }

  async #waitForBackground(): Promise<void> {
    const timer = setTimeout(() => this.#probed.resolve(), backgroundMilliseconds);
    await Promise.race([this.#probed.promise, this.#ended.promise]);
    clearTimeout(timer);
  }

  #mouse(event: MouseEvent): void {
    this.#writer.urgent();
    if (event.kind === 'press') this.#effects.press(event.row);
    else this.#effects.wheel(event.kind === 'wheelUp' ? -wheelRows : wheelRows);
  }

  #followSize(): void {
    const { columns, rows } = sizeOf(this.#stdout);
    this.#writer.resize(columns, rows);
    this.#output.resize(columns, rows);
  }
}

/** Some terminals (serial lines) do not know their size. */
function sizeOf(stdout: WriteStream): { readonly columns: number; readonly rows: number } {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}
