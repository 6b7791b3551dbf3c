import { UsageError } from './command.ts';
import { wholeNumber } from './numbers.ts';

/** What `read` was asked to say of oddness. */
export type OddOptions = {
  /** The report of incidents. */
  readonly incidents: boolean;
  /** Only so many packets, the oddest; undefined for all. */
  readonly oddest: number | undefined;
  /** False where exports are to leave oddness out. */
  readonly inExports: boolean;
  /** A file, 'none', or undefined for the one that ships with Oddwire. */
  readonly baseline: string | undefined;
  readonly budget: number | undefined;
  readonly seed: number | undefined;
};

/** More would not be looked at by anybody. */
const mostOddest = 100_000;

export const oddOptionWords = {
  incidents: { type: 'boolean', default: false },
  odd: { type: 'string' },
  oddness: { type: 'boolean', default: true },
  baseline: { type: 'string' },
  budget: { type: 'string' },
  seed: { type: 'string' },
} as const;

export const oddOptionsHelp = `What is odd:
      --incidents        a report of what was odd, and why; with -o the packets
                         as well: in pcapng, those of incidents have a comment
      --odd N            only the N oddest packets, and why; also exported
      --baseline FILE    what "oddwire train" wrote, instead of what ships with
                         Oddwire; none: only what is learned while reading
      --budget N         incidents an hour that are bearable; default 6
      --seed N           of what is random: the same gives the same; default 1
      --no-oddness       exports without oddness: faster
`;

export function oddOptions(values: {
  readonly incidents: boolean;
  readonly odd?: string | undefined;
  readonly oddness: boolean;
  readonly baseline?: string | undefined;
  readonly budget?: string | undefined;
  readonly seed?: string | undefined;
}): OddOptions {
  const { incidents, odd, oddness, baseline } = values;
  if (baseline === '') throw new UsageError('--baseline needs the name of a file, or none');
  if (incidents && odd !== undefined) throw new UsageError('choose one of --incidents and --odd');
  if (!oddness && (incidents || odd !== undefined))
    throw new UsageError(
      `${incidents ? '--incidents' : '--odd'} judges packets, and --no-oddness forbids it`,
    );
  return {
    incidents,
    oddest: wholeNumber('--odd', odd, 1, mostOddest),
    inExports: oddness,
    baseline,
    budget: wholeNumber('--budget', values.budget, 1, 10_000),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1),
  };
}

/** Where nothing is judged, believing that it was judged this way or that would be a mistake. */
export function refuseOddOptions({ baseline, budget, seed }: OddOptions): void {
  const given = [
    baseline !== undefined && '--baseline',
    budget !== undefined && '--budget',
    seed !== undefined && '--seed',
  ].find(Boolean);
  if (given)
    throw new UsageError(
      `${given} is for where packets are judged: --incidents, --odd, exports and filters such as "odd > 30"`,
    );
}
