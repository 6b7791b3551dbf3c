import type { ExportFormat, ExportProgress, FilterAdvice, Request } from '../engine/protocol.ts';
import type { Action } from './actions.ts';
import { fromHome } from './folders.ts';
import type { Message, Prompt, State } from './state.ts';
import type { TypedAhead } from './typed-ahead.ts';

/** What a prompt does to the world outside the screen. */
export type PromptWorld = {
  readonly engine: { send(request: Request): void };
  readonly rememberFilter: (text: string) => void;
  readonly homeFolder: string | undefined;
  readonly dispatch: (action: Action) => void;
  readonly say: (severity: Message['severity'], text: string) => void;
  /** Opens a capture file. */
  readonly open: (path: string) => void;
  /** Keys wait here while the engine is asked what they will mean. */
  readonly typedAhead: TypedAhead;
};

const exportFormats: readonly ExportFormat[] = ['pcapng', 'csv', 'json', 'jsonl'];

/** Enter, Tab and Esc in a prompt, and the answers the engine gives to them. */
export class PromptEffects {
  readonly #world: PromptWorld;
  /** Exports under way, by number, with the prompt each came from. */
  readonly #exports = new Map<number, Prompt>();
  #exportId = 0;
  #adviceId = 0;
  #onAdvice: (advice: FilterAdvice) => void = () => undefined;

  constructor(world: PromptWorld) {
    this.#world = world;
  }

  /** True when the key was used; others edit the line. */
  key(state: State, key: string): boolean {
    const { prompt } = state;
    if (prompt === undefined) return false;
    switch (key) {
      case 'escape':
        this.#onAdvice = () => undefined;
        this.#world.dispatch({ kind: 'closePrompt' });
        return true;
      case 'enter':
        this.#submit(state, prompt);
        return true;
      case 'tab':
        this.#complete(state, prompt);
        return true;
      default:
        return false;
    }
  }

  /** An answer to an older question is not waited for any more. */
  takeAdvice(id: number, advice: FilterAdvice): void {
    if (id !== this.#adviceId) return;
    this.#onAdvice(advice);
    this.#world.typedAhead.release();
  }

  exported({ id, error, exists, written, path }: ExportProgress): void {
    const prompt = this.#exports.get(id);
    this.#exports.delete(id);
    if (error === '') {
      const packets = written === 1 ? 'packet' : 'packets';
      this.#world.say('info', `${written.toLocaleString('en-US')} ${packets} written to ${path}`);
    } else if (prompt !== undefined && !prompt.confirm && exists) {
      // Nothing is replaced unasked.
      this.#world.dispatch({ kind: 'prompt', prompt: { ...prompt, confirm: true } });
    } else {
      this.#world.say('error', error);
    }
  }

  #complete(state: State, prompt: Prompt): void {
    if (prompt.kind === 'filter') {
      const { text, cursor } = prompt;
      this.#ask(state, text, cursor, ({ completed, choices }) => {
        this.#world.dispatch({ kind: 'completed', ...(completed ?? { text, cursor }), choices });
      });
    } else if (prompt.kind === 'export') {
      const next = (exportFormats.indexOf(prompt.format) + 1) % exportFormats.length;
      const format = exportFormats[next] ?? 'pcapng';
      const text = prompt.text.replace(/\.(pcapng|csv|json|jsonl)$/, `.${format}`);
      this.#world.dispatch({ kind: 'prompt', prompt: { ...prompt, format, text, cursor: [...text].length } });
    }
  }

  #submit(state: State, prompt: Prompt): void {
    const text = prompt.text.trim();
    switch (prompt.kind) {
      case 'filter':
        this.#submitFilter(state, text);
        return;
      case 'find':
        this.#world.dispatch({ kind: 'closePrompt' });
        this.#world.dispatch({ kind: 'find', text });
        return;
      case 'goTo':
        this.#world.dispatch({ kind: 'closePrompt' });
        this.#goTo(state, text);
        return;
      case 'file':
        this.#world.dispatch({ kind: 'closePrompt' });
        if (text !== '') this.#withPath(text, path => this.#world.open(path));
        return;
      default:
        this.#withPath(text, path => this.#export(state, prompt, path));
    }
  }

  #withPath(text: string, then: (path: string) => void): void {
    const path = fromHome(text, this.#world.homeFolder);
    if (path !== undefined) {
      then(path);
      return;
    }
    this.#world.dispatch({ kind: 'closePrompt' });
    this.#world.say('warning', 'who we are now has no home for ~ to mean; begin the name of the file with /');
  }

  #submitFilter(state: State, text: string): void {
    // There is nothing to ask about nothing.
    if (text === '') {
      this.#world.dispatch({ kind: 'filter', text });
      return;
    }
    this.#ask(state, text, text.length, ({ problem }) => {
      // A wrong filter stays open for mending: what is wrong stands beside it.
      if (problem !== '') return;
      this.#world.rememberFilter(text);
      this.#world.dispatch({ kind: 'filter', text });
    });
  }

  #goTo({ snapshot }: State, text: string): void {
    const number = Number(text.replaceAll(',', ''));
    if (!Number.isInteger(number) || number < 1) {
      this.#world.say('warning', `"${text}" is no packet number`);
      return;
    }
    const { oldest = 1, newest = number } = snapshot?.status ?? {};
    const of = (one: number): string => one.toLocaleString('en-US');
    if (number > newest)
      this.#world.say('warning', `there is no packet ${of(number)}: the newest is ${of(newest)}`);
    else if (number < oldest)
      this.#world.say('warning', `packet ${of(number)} is no longer kept: the oldest is ${of(oldest)}`);
    else this.#world.dispatch({ kind: 'select', number });
  }

  #export(state: State, prompt: Prompt, path: string): void {
    if (path === '') return;
    this.#exportId += 1;
    this.#exports.set(this.#exportId, prompt);
    const { filter } = prompt;
    const what = filter !== undefined ? { filter } : state.marks.size > 0 ? 'marked' : 'shown';
    const order = { path, format: prompt.format, overwrite: prompt.confirm, what } as const;
    this.#world.engine.send({ kind: 'export', id: this.#exportId, order });
    this.#world.dispatch({ kind: 'closePrompt' });
  }

  #ask({ lost }: State, text: string, cursor: number, onAdvice: (advice: FilterAdvice) => void): void {
    this.#adviceId += 1;
    this.#onAdvice = onAdvice;
    // An engine that is gone answers nothing.
    if (lost === undefined) this.#world.typedAhead.wait();
    this.#world.engine.send({ kind: 'filterText', id: this.#adviceId, text, cursor });
  }
}
