import { describe, expect, it } from 'vitest';
import { type EngineLine, engineLayout, labelCells } from './engine-lines.ts';
import { cellWidth } from './text-fit.ts';

const fact = (label: string, value: string, bad = false) => ({ label, value, bad });
const lines = (label: string, value: string, bad = false): readonly EngineLine[] =>
  engineLayout([{ title: 'Redis', facts: [fact(label, value, bad)] }], 40).columns[0]?.slice(1, -1) ?? [];

describe('the facts of the engine', () => {
  it('keep what is short beside its label', () => {
    expect(lines('state', 'none on this machine')).toEqual([
      { kind: 'fact', ...fact('state', 'none on this machine') },
    ]);
  });

  it('go on below where they are long', () => {
    const said = lines('state', 'refuses the user or password it was given', true);
    expect(said.map(line => line.kind === 'fact' && [line.label, line.value, line.bad])).toEqual([
      ['state', 'refuses the user or', true],
      ['', 'password it was', true],
      ['', 'given', true],
    ]);
  });

  it('stand below a label that leaves no blank before them', () => {
    const label = 'bundled countries';
    expect(cellWidth(label)).toBe(labelCells);
    expect(lines(label, 'built 2026-06-17, 7.9 MB')).toEqual([
      { kind: 'fact', ...fact(label, '') },
      { kind: 'fact', ...fact('', 'built 2026-06-17,') },
      { kind: 'fact', ...fact('', '7.9 MB') },
    ]);
  });
});
