import type { CaptureInterface, PacketBatch } from '../capture/source.ts';
import { Packet } from '../decode/packet.ts';
import { compileFilter } from '../filter/compile.ts';
import { singlePacketTarget } from '../filter/packet-target.ts';
import { parseFilter } from '../filter/parser.ts';
import { placeColumns } from '../filter/place-columns.ts';
import { type FilterProblem, pointAt } from '../filter/problem.ts';
import type { Expression } from '../filter/syntax.ts';
import type { Column } from '../filter/target.ts';
import { loadFromBatch } from '../packets/batch.ts';
import { type CommandContext, UsageError } from './command.ts';
import type { Consumer } from './read-consumers.ts';
import { OrderedDecoder } from './read-flows.ts';
import type { Judge } from './read-judge.ts';
import type { ReadPlaces } from './read-places.ts';

export type DisplayFilter = Expression;

/** Countries can be asked for; where they are is found out only when they are. */
const nowhere = placeColumns({
  source: () => 0,
  destination: () => 0,
  country: () => '',
  city: () => '',
  asn: () => 0,
  local: 0,
  unasked: 0,
});

/** Packets can be judged; that is done only when a filter asks. */
const unjudged: Column = { kind: 'number', values: [() => 0] };

/** Whether packets have to be judged for this filter. */
export function asksForOddness(filter: DisplayFilter | undefined): boolean {
  switch (filter?.kind) {
    case 'and':
    case 'or':
      return filter.parts.some(asksForOddness);
    case 'not':
      return asksForOddness(filter.part);
    case 'field':
      return filter.field.name === 'odd';
    default:
      return false;
  }
}

/** Understands `--filter` before anything is opened; shows where it is wrong. */
export function readFilter(text: string | undefined, context: CommandContext): DisplayFilter | undefined {
  if (text === undefined) return undefined;
  const parsed = parseFilter(text);
  if (!parsed.ok) throw refuse(text, parsed.problem, context);
  const compiled = compileFilter(
    parsed.expression,
    singlePacketTarget(new Packet(), {
      number: () => 0,
      interfaceName: () => '',
      column: field => (field === 'odd' ? unjudged : nowhere(field)),
    }),
  );
  if (!compiled.ok) throw refuse(text, compiled.problem, context);
  return parsed.expression;
}

function refuse(text: string, problem: FilterProblem, context: CommandContext): UsageError {
  for (const line of pointAt(text, problem)) context.warn(`  ${line}`);
  return new UsageError(`--filter: ${problem.message} ("oddwire help filter" explains filters)`);
}

/** Hands on the packets of each batch that match, under the numbers they have in the capture. */
export class FilteringConsumer {
  /** Packets that matched so far. */
  matched = 0;
  readonly #packet = new Packet();
  readonly #matches: (row: number) => boolean;
  #numbers = new Float64Array(0);
  readonly #decoder: OrderedDecoder;
  readonly #judge: Judge | undefined;
  #number = 0;

  constructor(
    filter: DisplayFilter,
    interfaces: readonly CaptureInterface[],
    decoder: OrderedDecoder = new OrderedDecoder(),
    places?: ReadPlaces,
    newest?: number,
    judge?: Judge,
  ) {
    this.#judge = judge;
    this.#decoder = decoder;
    decoder.isFollowed = true;
    const placesOf = places?.columns(this.#packet);
    const target = singlePacketTarget(this.#packet, {
      number: () => this.#number,
      interfaceName: id => interfaces[id]?.name ?? '',
      column: field => placesOf?.(field) ?? judge?.column(field),
      ...(newest === undefined ? {} : { now: () => newest }),
    });
    const compiled = compileFilter(filter, target);
    // `readFilter` compiled it before against the same kind of target.
    if (!compiled.ok) throw new UsageError(compiled.problem.message);
    this.#matches = compiled.matches;
  }

  batch(batch: PacketBatch, firstNo: number, consumer: Consumer): void {
    if (this.#numbers.length < batch.count) this.#numbers = new Float64Array(batch.offset.length);
    const comments = batch.comments === undefined ? undefined : new Map<number, string>();
    const p = this.#packet;
    let kept = 0;
    for (let index = 0; index < batch.count; index += 1) {
      loadFromBatch(p, batch, index);
      this.#decoder.follow(p);
      this.#number = firstNo + index;
      this.#judge?.select(this.#number);
      if (!this.#matches(0)) continue;
      this.#numbers[kept] = this.#number;
      const comment = batch.comments?.get(index);
      if (comment !== undefined) comments?.set(kept, comment);
      movePacket(batch, index, kept);
      kept += 1;
    }
    batch.count = kept;
    batch.comments = comments;
    this.matched += kept;
    if (kept > 0) consumer.batch(batch, firstNo, this.#numbers.subarray(0, kept));
  }
}

/** The packet's bytes stay where they are. */
function movePacket(batch: PacketBatch, from: number, to: number): void {
  batch.offset[to] = batch.offset[from] as number;
  batch.captured[to] = batch.captured[from] as number;
  batch.length[to] = batch.length[from] as number;
  batch.seconds[to] = batch.seconds[from] as number;
  batch.nanoseconds[to] = batch.nanoseconds[from] as number;
  batch.interfaceId[to] = batch.interfaceId[from] as number;
  batch.linkType[to] = batch.linkType[from] as number;
}
