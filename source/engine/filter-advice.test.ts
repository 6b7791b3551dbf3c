import { describe, expect, it } from 'vitest';
import { adviseOnFilter } from './filter-advice.ts';

describe('advice on filters', () => {
  it('has nothing against a good filter', () => {
    expect(adviseOnFilter('tcp and port 443', 16).problem).toBe('');
    expect(adviseOnFilter('', 0).problem).toBe('');
  });

  it('says what is wrong or missing', () => {
    expect(adviseOnFilter('prot == 7', 9).problem).toContain('did you mean "proto"');
    expect(adviseOnFilter('tcp and', 7).problem).not.toBe('');
  });

  it('completes the word at the cursor and keeps what follows', () => {
    const { completed } = adviseOnFilter('interfa == lo', 7);
    expect(completed).toEqual({ text: 'interface == lo', cursor: 9 });
    expect(adviseOnFilter('xyzzyq', 6).completed).toBeUndefined();
  });

  it('says what there is to choose from where it cannot decide', () => {
    const { completed, choices } = adviseOnFilter('country united', 14);
    expect(completed).toEqual({ text: 'country "United ', cursor: 16 });
    expect(choices).toEqual(expect.arrayContaining(['"United Kingdom"', '"United States"']));
    expect(adviseOnFilter('country "United ', 16)).toMatchObject({ completed: undefined, choices });
    expect(adviseOnFilter('country german', 14).choices).toEqual([]);
    expect(adviseOnFilter('country ', 8).choices).toHaveLength(12);
  });

  it('counts characters, not code units', () => {
    const { completed } = adviseOnFilter('info ~ "\u{1f600}" and interfa', 22);
    expect(completed?.text.endsWith('interface')).toBe(true);
    expect(completed?.cursor).toBe([...(completed?.text ?? '')].length);
  });
});
