import { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { ReadStream } from 'node:tty';
import { type InputToken, KeyTokens, type MouseEvent } from './key-tokens.ts';

export type KeyListeners = {
  readonly onKey: () => void;
  readonly onMouse: (event: MouseEvent) => void;
  readonly onReady: () => void;
  readonly onBackground: (text: string) => void;
  /** The terminal has gone. */
  readonly onEnd: () => void;
};

/** How long the rest of an escape sequence may take; after that it was the Escape key. */
const escapeMilliseconds = 40;

/**
 * The keyboard as Ink reads it: one key a turn of the event loop, so that each key meets the state the one
 * before it made (`/quic` typed ahead over a slow line is a filter, not "quit"). Mouse events and answers of
 * the terminal never get through as typed text.
 */
export class KeyStream extends Readable {
  readonly isTTY = true;
  readonly #input: ReadStream;
  readonly #listeners: KeyListeners;
  readonly #tokens: KeyTokens;
  readonly #decoder = new StringDecoder('utf8');
  readonly #queue: string[] = [];
  #isDelivering = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #take = (chunk: Buffer): void => this.#receive(this.#decoder.write(chunk));
  readonly #end = (): void => this.#listeners.onEnd();

  constructor(input: ReadStream, listeners: KeyListeners, hasAlt = false) {
    super({ objectMode: true, read: () => undefined });
    this.#tokens = new KeyTokens(hasAlt);
    this.#input = input;
    this.#listeners = listeners;
    input.on('data', this.#take);
    input.once('end', this.#end);
    input.once('error', this.#end);
  }

  /** Raw mode is the terminal's business (`Terminal.enter`), not Ink's. */
  setRawMode(): this {
    return this;
  }

  override setEncoding(): this {
    return this;
  }

  ref(): this {
    this.#input.ref();
    return this;
  }

  unref(): this {
    this.#input.unref();
    return this;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#queue.length = 0;
    this.#input.off('data', this.#take);
    this.#input.off('end', this.#end);
    this.#input.off('error', this.#end);
    // What a dying terminal still has to say interests nobody.
    this.#input.on('error', () => undefined);
    this.#input.pause();
  }

  #receive(text: string): void {
    clearTimeout(this.#timer);
    for (const token of this.#tokens.push(text)) this.#handle(token);
    if (!this.#tokens.isPending) return;
    this.#timer = setTimeout(() => {
      for (const token of this.#tokens.flush()) this.#handle(token);
    }, escapeMilliseconds);
  }

  #handle(token: InputToken): void {
    switch (token.kind) {
      case 'key':
        this.#enqueue(token.text);
        return;
      case 'paste':
        this.#paste(oneLine(token.text));
        return;
      case 'mouse':
        if (token.event !== undefined) this.#listeners.onMouse(token.event);
        return;
      case 'ready':
        this.#listeners.onReady();
        return;
      default:
        this.#listeners.onBackground(token.text);
    }
  }

  #paste(text: string): void {
    if (text === '') return;
    // A single character that was pasted must not pass for a key.
    const isLikeKey = [...text].length === 1;
    this.#enqueue(`\u001b[200~${text}${isLikeKey ? ' ' : ''}\u001b[201~`);
  }

  #enqueue(text: string): void {
    this.#queue.push(text);
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    this.#deliver();
  }

  #deliver(): void {
    const next = this.#queue.shift();
    if (next === undefined) {
      this.#isDelivering = false;
      return;
    }
    this.#listeners.onKey();
    this.push(next);
    setImmediate(() => this.#deliver());
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those have no place in a line
const controls = /[\u0000-\u001f\u007f-\u009f]+/g;

/** A paste becomes one line; it is text, whatever it holds. */
function oneLine(text: string): string {
  return text.replace(controls, ' ').trim();
}
