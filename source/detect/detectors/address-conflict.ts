import type { Detector, DetectorTools, PacketContext } from '../contracts.ts';
import type { Section } from '../learned.ts';
import type { AddressClaims } from './identity-claims.ts';
import { isConflict, reportContest } from './identity-contest.ts';

/** Two machines have the same address, and both use it. */
export class AddressConflict implements Detector {
  readonly section = 'address-conflict';
  /** What is claimed is gathered by the detectors of spoofing. */
  readonly wants = 0;
  readonly #tools: DetectorTools;
  readonly #claims: AddressClaims;

  constructor(tools: DetectorTools, claims: AddressClaims) {
    this.#tools = tools;
    this.#claims = claims;
  }

  packet(_context: PacketContext): void {}

  second(now: number): void {
    const claims = this.#claims;
    for (let index = 0; index < claims.contestCount; index += 1) {
      const at = claims.contests[index] as number;
      if (claims.isFresh[at] === 0 || !isConflict(claims, at)) continue;
      reportContest(this.#tools, claims, at, 'address-conflict', now);
    }
  }

  save(): Section {
    return { facts: {}, arrays: {} };
  }

  load(_section: Section): string | undefined {
    return undefined;
  }
}
