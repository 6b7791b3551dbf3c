import type { Finding, Party } from '../contracts.ts';
import { type IncidentKind, isIncidentKind } from '../kinds.ts';
import type { Section } from '../learned.ts';
import { partyKey } from './parties.ts';

export const maxMarks = 4096;
/** What was said to be normal covers values up to this many times as large. */
export const markedGrowth = 3;

type Mark = {
  readonly kind: IncidentKind;
  readonly actor: number;
  readonly target: number;
  readonly port: number;
  readonly value: number;
};

type Marked = {
  readonly kind: IncidentKind;
  readonly actor: Party | undefined;
  readonly target: Party | undefined;
  readonly port: number;
};

/** What somebody said is normal here. Oldest first; the oldest give way. */
export class NormalMarks {
  #marks = new Map<string, Mark>();

  get size(): number {
    return this.#marks.size;
  }

  /** `value`: of its most telling measure, at its worst. */
  add({ kind, actor, target, port }: Marked, value: number): void {
    this.#put({ kind, actor: partyKey(actor), target: partyKey(target), port, value });
  }

  remove({ kind, actor, target, port }: Marked): void {
    this.#marks.delete(keyOf(kind, partyKey(actor), partyKey(target), port));
  }

  /** A mark without actor, target or port (because they were many) stands for each of them. */
  covers(finding: Finding): boolean {
    if (this.#marks.size === 0) return false;
    const value = finding.measures[0]?.value ?? 0;
    const actor = partyKey(finding.actor);
    const target = partyKey(finding.target);
    const ends = [
      [actor, target],
      [0, target],
      [actor, 0],
    ] as const;
    for (const [from, to] of ends) {
      // Neither end known would be everybody.
      if (from === 0 && to === 0 && (actor !== 0 || target !== 0)) continue;
      for (const port of [finding.port, -1]) {
        const mark = this.#marks.get(keyOf(finding.kind, from, to, port));
        if (mark !== undefined && value <= mark.value * markedGrowth) return true;
      }
    }
    return false;
  }

  save(): Section {
    const marks = [...this.#marks.values()];
    const kinds = [...new Set(marks.map(mark => mark.kind))];
    return {
      facts: { kinds },
      arrays: {
        kind: Uint16Array.from(marks, mark => kinds.indexOf(mark.kind)),
        actor: Int32Array.from(marks, mark => mark.actor),
        target: Int32Array.from(marks, mark => mark.target),
        port: Int32Array.from(marks, mark => mark.port),
        value: Float64Array.from(marks, mark => mark.value),
      },
    };
  }

  load({ facts, arrays }: Section): string | undefined {
    const { kinds } = facts;
    const { kind, actor, target, port, value } = arrays;
    if (!Array.isArray(kinds) || kinds.length > maxMarks || !kinds.every(name => typeof name === 'string'))
      return 'its list of kinds is not one';
    if (
      !(kind instanceof Uint16Array) ||
      !(actor instanceof Int32Array) ||
      !(target instanceof Int32Array) ||
      !(port instanceof Int32Array) ||
      !(value instanceof Float64Array)
    )
      return 'columns are missing';
    const { length } = kind;
    if (length > maxMarks) return `more than ${maxMarks} things are marked as normal`;
    if ([actor, target, port, value].some(column => column.length !== length))
      return 'columns are not equally long';
    const marks: Mark[] = [];
    for (let at = 0; at < length; at += 1) {
      const name: unknown = kinds[kind[at] as number];
      const mark = { actor: actor[at] as number, target: target[at] as number, port: port[at] as number };
      const worst = value[at] as number;
      if (typeof name !== 'string') return 'a kind is missing';
      if (mark.port < -1 || mark.port > 65_535) return 'a port is not one';
      if (!(worst >= 0 && worst < Number.POSITIVE_INFINITY)) return 'a value is not one';
      // Of another version of Oddwire, perhaps.
      if (isIncidentKind(name)) marks.push({ kind: name, ...mark, value: worst });
    }
    this.#marks = new Map();
    for (const mark of marks) this.#put(mark);
    return undefined;
  }

  #put(mark: Mark): void {
    const key = keyOf(mark.kind, mark.actor, mark.target, mark.port);
    const known = this.#marks.get(key);
    this.#marks.delete(key);
    this.#marks.set(key, known !== undefined && known.value > mark.value ? known : mark);
    if (this.#marks.size <= maxMarks) return;
    const oldest = this.#marks.keys().next().value;
    if (oldest !== undefined) this.#marks.delete(oldest);
  }
}

function keyOf(kind: IncidentKind, actor: number, target: number, port: number): string {
  return `${kind} ${actor} ${target} ${port}`;
}
