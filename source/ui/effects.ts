import type { Answer, Request, Snapshot, View } from '../engine/protocol.ts';
import type { Action } from './actions.ts';
import type { CommandName } from './keys.ts';
import { hastyWords, normalWords, SelectionWatch } from './normal.ts';
import { PromptEffects } from './prompt-effects.ts';
import { chooserExtras } from './reduce-chooser.ts';
import { openedPacket, selectedField } from './reduce-inspect.ts';
import { selectedIncident } from './reduce-odd.ts';
import { shownRows } from './reduce-table.ts';
import { type Message, messageMilliseconds, type State } from './state.ts';
import { TypedAhead } from './typed-ahead.ts';
import { refusalOf } from './useful.ts';

/** The engine as the UI sees it; `commands/watch.ts` connects the two processes. */
export type EngineLink = {
  send(request: Request): void;
  /** Calls back for every answer, and once with the reason when the engine is gone. */
  listen(onAnswer: (answer: Answer) => void, onLost: (reason: string) => void): () => void;
};

/** What the screen does to the world outside it, given by whoever starts it. */
export type World = {
  readonly engine: EngineLink;
  /** Writes to the terminal past Ink: clipboard. */
  readonly writeTerminal: (text: string) => void;
  readonly suspend: () => void;
  /** Starts an engine that is gone again. */
  readonly restart?: () => void;
  /** A new incident rings the terminal's bell. */
  readonly bell?: boolean;
  readonly rememberFilter: (text: string) => void;
  /** What `~` means in prompts; undefined where nobody is at home. */
  readonly homeFolder?: string | undefined;
};

/** OSC 52 payloads above this are refused by many terminals. */
const maxClipboardBytes = 74_994;
/** A file read at once may hold many incidents. */
const leastMillisecondsBetweenBells = 2000;

type Dispatch = (action: Action) => void;

/** Everything that is not a change of state: messages to the engine, clipboard, leaving. */
export class Effects {
  readonly #world: World;
  readonly #prompts: PromptEffects;
  readonly #typedAhead = new TypedAhead();
  readonly #selection = new SelectionWatch();
  #dispatch: Dispatch = () => undefined;
  #exit: () => void = () => undefined;
  #viewId = 0;
  #asked: string | undefined;
  #foundId = 0;
  #rangAt = Number.NEGATIVE_INFINITY;
  #opening: { readonly id: number; readonly file: boolean } = { id: 0, file: false };

  constructor(world: World) {
    this.#world = world;
    this.#prompts = new PromptEffects({
      engine: world.engine,
      rememberFilter: world.rememberFilter,
      homeFolder: world.homeFolder,
      dispatch: action => this.#dispatch(action),
      say: (severity, text) => this.say(severity, text),
      open: path => this.#open({ kind: 'file', path }),
      typedAhead: this.#typedAhead,
    });
  }

  connect(dispatch: Dispatch, exit: () => void): () => void {
    this.#dispatch = dispatch;
    this.#exit = exit;
    const stop = this.#world.engine.listen(
      answer => this.#take(answer),
      reason => {
        dispatch({ kind: 'lost', reason });
        this.#typedAhead.release();
      },
    );
    return () => {
      stop();
      this.#typedAhead.forget();
    };
  }

  /** A mouse button was pressed on this row of the screen. */
  press(row: number): void {
    this.#dispatch({ kind: 'press', row });
  }

  wheel(rows: number): void {
    this.#dispatch({ kind: 'wheel', rows });
  }

  /** Sends what is wanted on screen; `text` is the view without its number, as JSON. */
  ask(text: string): void {
    this.#asked = text;
    this.#viewId += 1;
    this.#world.engine.send({
      kind: 'view',
      view: { ...(JSON.parse(text) as Omit<View, 'id'>), id: this.#viewId },
    });
  }

  /** The new engine begins from nothing, with what was watched before. */
  #restart(state: State): void {
    if (state.lost === undefined || !state.canRestart) return;
    this.#world.restart?.();
    this.#dispatch({ kind: 'lost', reason: undefined });
    if (this.#asked !== undefined) this.ask(this.#asked);
  }

  /** True when the command was all effect and changes no state. */
  command(state: State, command: CommandName): boolean {
    const refusal = refusalOf(state, command);
    if (refusal !== undefined) {
      this.say('info', refusal);
      return true;
    }
    switch (command) {
      case 'quit':
        this.#world.engine.send({ kind: 'quit' });
        this.#exit();
        return true;
      case 'restart':
        this.#restart(state);
        return true;
      case 'suspend':
        this.#world.suspend();
        return true;
      case 'redraw':
        // Clears what others wrote over the screen; the next frame draws everything.
        this.#world.writeTerminal('\u001b[2J\u001b[H');
        return false;
      case 'open':
        return state.screen === 'chooser' && this.#choose(state);
      case 'demo':
        this.#open({ kind: 'demo' });
        return true;
      case 'speed':
        this.#play(state);
        return false;
      case 'filterValue':
        this.#filterValue(state);
        return true;
      case 'copyHex':
      case 'copyText':
        this.#copy(state, command === 'copyHex');
        return true;
      case 'normal':
        this.#markNormal(state);
        return true;
      case 'mark':
        this.#mark(state);
        return false;
      case 'back':
        if (state.exporting === undefined) return false;
        this.#world.engine.send({ kind: 'cancelExport', id: state.exporting.id });
        return true;
      default:
        return false;
    }
  }

  /** True when the key has to wait for the engine's answer to the one before; `again` presses it then. */
  holds(again: () => void): boolean {
    return this.#typedAhead.holds(again);
  }

  /** Keys of a prompt that do more than edit its line. True when the key was used. */
  promptKey(state: State, key: string): boolean {
    return this.#prompts.key(state, key);
  }

  say(severity: Message['severity'], text: string): void {
    this.#dispatch({ kind: 'message', message: { severity, text, until: Date.now() + messageMilliseconds } });
  }

  #take(answer: Answer): void {
    switch (answer.kind) {
      case 'snapshot':
        this.#selection.take(answer.snapshot);
        this.#dispatch({
          kind: 'snapshot',
          snapshot: answer.snapshot,
          current: answer.snapshot.view === this.#viewId,
        });
        this.#goToFound(answer.snapshot);
        return;
      case 'filterText':
        this.#prompts.takeAdvice(answer.id, answer.advice);
        return;
      case 'opened':
        this.#opened(answer.id, answer.ok);
        return;
      case 'notice':
        this.say(answer.severity, answer.text);
        return;
      case 'export': {
        const { progress } = answer;
        this.#dispatch({ kind: 'export', progress });
        if (progress.done) this.#prompts.exported(progress);
        return;
      }
      case 'ended':
        this.say('warning', answer.text);
        return;
      default:
    }
  }

  /** The engine answers each search once; going there is up to us. */
  #goToFound({ body }: Snapshot): void {
    if (body.screen !== 'packets' || body.found === undefined || body.found.id === this.#foundId) return;
    this.#foundId = body.found.id;
    const { number } = body.found;
    if (number === undefined) this.say('warning', 'no further packet has that in its Info');
    else this.#dispatch({ kind: 'select', number });
  }

  #choose(state: State): boolean {
    const body = state.snapshot?.body;
    if (body?.screen !== 'chooser') return true;
    const { selected } = state.chooser;
    const row = body.interfaces[selected];
    if (row !== undefined) {
      if (row.obstacle !== undefined) this.say('warning', `${row.name} cannot be opened: ${row.obstacle}`);
      else this.#open({ kind: 'live', interfaces: [row.name] });
    } else if (selected === body.interfaces.length + chooserExtras - 1) this.#open({ kind: 'demo' });
    else {
      const prompt = {
        kind: 'file',
        text: '',
        cursor: 0,
        typed: '',
        history: -1,
        choices: [],
        format: 'pcapng',
        confirm: false,
      } as const;
      this.#dispatch({ kind: 'prompt', prompt });
    }
    return true;
  }

  #open(input: Extract<Request, { kind: 'open' }>['input']): void {
    this.#opening = { id: this.#opening.id + 1, file: input.kind !== 'live' };
    this.#world.engine.send({ kind: 'open', id: this.#opening.id, input });
    this.#typedAhead.wait();
  }

  /** Only what could be opened begins anew; else everything stays as it was, and a notice says why. */
  #opened(id: number, ok: boolean): void {
    if (id !== this.#opening.id) return;
    if (ok) {
      this.#foundId = 0;
      this.#dispatch({ kind: 'opened', file: this.#opening.file });
    }
    this.#typedAhead.release();
  }

  #play(state: State): void {
    if (state.playing === undefined) return;
    const speed = state.playing.speed === 1 ? 10 : state.playing.speed === 10 ? 'max' : 1;
    this.#world.engine.send({ kind: 'play', speed, running: true });
  }

  #filterValue(state: State): void {
    const field = selectedField(state);
    if (field?.filter === undefined) this.say('info', 'this field cannot be filtered by');
    else this.#dispatch({ kind: 'filter', text: field.filter });
  }

  #mark(state: State): void {
    const { rows, selected } = shownRows(state);
    const row = rows[selected];
    if (row !== undefined) this.#world.engine.send({ kind: 'mark', number: row.id });
  }

  #markNormal(state: State): void {
    const row = selectedIncident(state);
    if (row === undefined) return;
    this.#dispatch({ kind: 'pin' });
    if (this.#selection.hasJustChanged(state)) {
      this.say('warning', hastyWords(row));
      return;
    }
    this.#world.engine.send({ kind: 'normal', incident: row.id, isNormal: !row.isNormal });
    this.say('info', normalWords(row));
  }

  /** Something new is odd: to be heard, where that is wanted. */
  ring(): void {
    const now = performance.now();
    if (this.#world.bell !== true || now - this.#rangAt < leastMillisecondsBetweenBells) return;
    this.#rangAt = now;
    this.#world.writeTerminal('\u0007');
  }

  #copy(state: State, asHex: boolean): void {
    const opened = openedPacket(state);
    const field = selectedField(state);
    if (opened === undefined || field === undefined) return;
    const bytes = opened.hex.slice(field.start * 2, (field.start + field.length) * 2);
    const text = asHex ? bytes : field.value === '' ? field.label : field.value;
    const encoded = Buffer.from(text, 'utf8').toString('base64');
    if (encoded.length > maxClipboardBytes) {
      this.say('warning', 'too long for the clipboard; export the packet instead');
      return;
    }
    this.#world.writeTerminal(`\u001b]52;c;${encoded}\u0007`);
    this.say('info', `copied ${asHex ? `${bytes.length / 2} bytes as hex` : `"${text.slice(0, 40)}"`}`);
  }
}
