import { describe, expect, it } from 'vitest';
import { type InputToken, KeyTokens } from './key-tokens.ts';

function tokensOf(...chunks: string[]): InputToken[] {
  const tokens = new KeyTokens();
  return [...chunks.flatMap(chunk => tokens.push(chunk)), ...tokens.flush()];
}

function keysOf(...chunks: string[]): string[] {
  return tokensOf(...chunks).map(token => (token.kind === 'key' ? token.text : `<${token.kind}>`));
}

describe('KeyTokens', () => {
  it('cuts what was typed ahead into single keys', () => {
    expect(keysOf('/quic\r')).toEqual(['/', 'q', 'u', 'i', 'c', '\r']);
    expect(keysOf('é日😀')).toEqual(['é', '日', '😀']);
    expect(keysOf('\u001b[A\u001b[Bj\u001bOH\u001b[5~\u001b[1;5C\u001b[[A')).toEqual([
      '\u001b[A',
      '\u001b[B',
      'j',
      '\u001bOH',
      '\u001b[5~',
      '\u001b[1;5C',
      '\u001b[[A',
    ]);
  });

  it('puts sequences together that arrive in pieces', () => {
    expect(keysOf('\u001b', '[', 'A')).toEqual(['\u001b[A']);
    expect(keysOf('\u001b[<', '0;5', ';7M', 'j')).toEqual(['<mouse>', 'j']);
  });

  it('tells Escape from the beginning of a sequence once nothing follows', () => {
    expect(keysOf('\u001b')).toEqual(['\u001b[27u']);
    expect(keysOf('\u001b\u001b')).toEqual(['\u001b[27u', '\u001b[27u']);
    expect(keysOf('\u001bx')).toEqual(['\u001b[27u', 'x']);
    expect(new KeyTokens(true).push('\u001bx')).toEqual([{ kind: 'key', text: '\u001bx' }]);
    expect(keysOf('\u001b[12;')).toEqual([]);
  });

  it('keeps a paste together, whatever it holds', () => {
    expect(tokensOf('\u001b[200~q\u001b[A\nrm', ' -rf\u001b[201~j')).toEqual([
      { kind: 'paste', text: 'q\u001b[A\nrm -rf' },
      { kind: 'key', text: 'j' },
    ]);
    const tokens = new KeyTokens();
    expect(tokens.push(`\u001b[200~${'x'.repeat(1e6)}`)).toEqual([]);
    expect(tokens.flush()).toEqual([]);
    const [paste] = tokens.push('\u001b[201~');
    expect(paste?.kind === 'paste' && paste.text.length).toBe(64 * 1024);
  });

  it('reads the mouse', () => {
    expect(
      tokensOf('\u001b[<0;5;7M\u001b[<0;5;7m\u001b[<64;1;1M\u001b[<65;1;1M\u001b[<35;9;9M\u001b[<2;1;1M'),
    ).toEqual([
      { kind: 'mouse', event: { kind: 'press', column: 4, row: 6 } },
      { kind: 'mouse', event: undefined },
      { kind: 'mouse', event: { kind: 'wheelUp', column: 0, row: 0 } },
      { kind: 'mouse', event: { kind: 'wheelDown', column: 0, row: 0 } },
      { kind: 'mouse', event: undefined },
      { kind: 'mouse', event: undefined },
    ]);
  });

  it('takes answers of the terminal, and never for typed text', () => {
    expect(tokensOf('\u001b[0n\u001b]11;rgb:ffff/ffff/ffff\u001b\\a')).toEqual([
      { kind: 'ready' },
      { kind: 'background', text: 'rgb:ffff/ffff/ffff' },
      { kind: 'key', text: 'a' },
    ]);
    expect(tokensOf('\u001b]11;rgb:00/00', '/00\u0007')).toEqual([
      { kind: 'background', text: 'rgb:00/00/00' },
    ]);
    expect(tokensOf('\u001b[?62;1c\u001b[12;40R\u001b[I\u001b[O\u001b]4;1;x\u0007')).toEqual([]);
  });
});
