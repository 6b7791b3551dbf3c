import { TextTable } from './text-table.ts';

/** Who has a socket open, as far as it can be known. */
export type ProcessOwner = {
  /** '' when only the user is known. */
  readonly name: string;
  /** 0 when only the user is known. */
  readonly pid: number;
  /** Name, or number where it has none. */
  readonly user: string;
};

const nobody: ProcessOwner = { name: '', pid: 0, user: '' };

/** Processes by the number that `flows.process` keeps; bounded, forgotten ones mean nobody. */
export class ProcessTable {
  readonly #texts = new TextTable(8192);
  readonly #owners: ProcessOwner[] = [];

  /** The number of an owner; names must be safe for a terminal. */
  intern(owner: ProcessOwner): number {
    const id = this.#texts.intern(`${owner.pid} ${owner.user} ${owner.name}`);
    this.#owners[this.#texts.slotOf(id)] = owner;
    return id;
  }

  owner(id: number): ProcessOwner {
    return this.#owners[this.#texts.slotOf(id)] ?? nobody;
  }

  /** 'curl (1234)', 'user alice', or ''. */
  text(id: number): string {
    if (id === 0) return '';
    const { name, pid, user } = this.owner(id);
    if (pid > 0) return `${name} (${pid})`;
    return user === '' ? '' : `user ${user}`;
  }
}
