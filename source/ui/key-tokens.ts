/** What a terminal sends, cut into single keys, pastes, mouse events and answers to what it was asked. */

export type MouseEvent = {
  readonly kind: 'press' | 'wheelUp' | 'wheelDown';
  /** From 0, the upper left cell. */
  readonly column: number;
  readonly row: number;
};

export type InputToken =
  /** Exactly one key, as the terminal sent it. */
  | { readonly kind: 'key'; readonly text: string }
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'mouse'; readonly event: MouseEvent | undefined }
  /** The terminal has drawn everything it was sent before the question. */
  | { readonly kind: 'ready' }
  /** OSC 11: `rgb:ffff/ffff/ffff`. */
  | { readonly kind: 'background'; readonly text: string };

const pasteStart = '\u001b[200~';
const pasteEnd = '\u001b[201~';
/** What is pasted into one line; more is cut. */
const maxPasteCharacters = 64 * 1024;
/** An escape sequence that is longer than this is none. */
const maxSequenceCharacters = 256;

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals speak in control characters
const control = /^\u001b\[[0-?]*[ -/]*[@-~]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const unfinishedControl = /^\u001b(\[[0-?]*[ -/]*|O)?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const linuxFunctionKey = /^\u001b\[\[[A-E]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const sgrMouse = /^\u001b\[<(\d+);(\d+);(\d+)([Mm])$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const deviceStatus = /^\u001b\[0n$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const otherAnswer = /^\u001b\[(\?[0-9;]*[cnuy$]|\d+;\d+R|[IO]$)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const operatingSystemCommand = /^\u001b\]([^\u0007\u001b]*)(\u0007|\u001b\\)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const unfinishedCommand = /^\u001b\][^\u0007\u001b]*\u001b?$/;

export class KeyTokens {
  readonly #hasAlt: boolean;
  #pending = '';

  /**
   * `hasAlt`: some key means something together with Alt. Where none does, ESC and a character in one go are
   * two keys: over a slow line, Escape and the key after it arrive together.
   */
  constructor(hasAlt = false) {
    this.#hasAlt = hasAlt;
  }

  /** True while the beginning of something is held back. */
  get isPending(): boolean {
    return this.#pending !== '';
  }

  push(text: string): InputToken[] {
    this.#pending += text;
    const tokens: InputToken[] = [];
    for (;;) {
      const token = this.#next();
      if (token === undefined) return tokens;
      if (token !== 'nothing') tokens.push(token);
    }
  }

  /** Nothing more came: what was held back is what it looks like. A paste goes on waiting for its end. */
  flush(): InputToken[] {
    const text = this.#pending;
    if (text === '' || text.startsWith(pasteStart)) return [];
    this.#pending = '';
    if (text === '\u001b') return [{ kind: 'key', text: escapeKey }];
    // What can begin a sequence may also be Alt; any other beginning of one was cut off on its way.
    return text === '\u001b[' || text === '\u001bO' || text === '\u001b]' ? [{ kind: 'key', text }] : [];
  }

  #next(): InputToken | 'nothing' | undefined {
    const text = this.#pending;
    if (text === '') return undefined;
    if (text[0] !== '\u001b') return { kind: 'key', text: this.#take(firstCharacter(text)) };
    if (text.startsWith(pasteStart)) return this.#paste(text);
    const command = operatingSystemCommand.exec(text);
    if (command !== null) {
      this.#take(command[0]);
      const words = command[1] ?? '';
      return words.startsWith('11;') ? { kind: 'background', text: words.slice(3) } : 'nothing';
    }
    if (unfinishedCommand.test(text) && text.length < maxSequenceCharacters) return undefined;
    const sequence = linuxFunctionKey.exec(text)?.[0] ?? control.exec(text)?.[0];
    if (sequence !== undefined) {
      this.#take(sequence);
      return meaning(sequence);
    }
    if (unfinishedControl.test(text) && text.length < maxSequenceCharacters) return undefined;
    if (text.startsWith('\u001bO')) return { kind: 'key', text: this.#take(text.slice(0, 3)) };
    if (text[1] === '\u001b' || !this.#hasAlt) {
      this.#take('\u001b');
      return { kind: 'key', text: escapeKey };
    }
    return { kind: 'key', text: this.#take(`\u001b${firstCharacter(text.slice(1))}`) };
  }

  #paste(text: string): InputToken | undefined {
    const end = text.indexOf(pasteEnd);
    if (end === -1) {
      // A paste without end must not fill memory: what is beyond is not kept.
      if (text.length > 2 * maxPasteCharacters)
        this.#pending = text.slice(0, maxPasteCharacters) + text.slice(-pasteEnd.length);
      return undefined;
    }
    this.#pending = text.slice(end + pasteEnd.length);
    return { kind: 'paste', text: text.slice(pasteStart.length, end).slice(0, maxPasteCharacters) };
  }

  #take(text: string): string {
    this.#pending = this.#pending.slice(text.length);
    return text;
  }
}

/** Escape in a spelling that nothing can follow, so that nobody waits for more. */
const escapeKey = '\u001b[27u';

function firstCharacter(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 0);
}

function meaning(sequence: string): InputToken | 'nothing' {
  if (deviceStatus.test(sequence)) return { kind: 'ready' };
  const mouse = sgrMouse.exec(sequence);
  if (mouse !== null)
    return {
      kind: 'mouse',
      event: mouseEvent(Number(mouse[1]), Number(mouse[2]), Number(mouse[3]), mouse[4]),
    };
  if (otherAnswer.test(sequence)) return 'nothing';
  return { kind: 'key', text: sequence };
}

const wheelButton = 64;
const buttonMask = 0b1100_0011;

function mouseEvent(
  button: number,
  column: number,
  row: number,
  final: string | undefined,
): MouseEvent | undefined {
  const motion = 32;
  if (final !== 'M' || (button & motion) !== 0) return undefined;
  const place = { column: Math.max(0, column - 1), row: Math.max(0, row - 1) };
  const pressed = button & buttonMask;
  if (pressed === 0) return { kind: 'press', ...place };
  if (pressed === wheelButton) return { kind: 'wheelUp', ...place };
  return pressed === wheelButton + 1 ? { kind: 'wheelDown', ...place } : undefined;
}
