import { i32, u8, u16 } from '../../decode/bytes.ts';
import { mix } from '../../flows/keyed-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import type { Section } from '../learned.ts';
import { claim } from './identity-cards.ts';
import type { AddressClaims } from './identity-claims.ts';
import { isSpoofing, reportContest } from './identity-contest.ts';
import { RecentQuestions } from './identity-questions.ts';

const solicitation = 135;
const advertisement = 136;
/** Type, code, checksum, flags, then the address that is spoken of. */
const flagsAt = 4;
const addressAt = 8;
const optionsAt = 24;
/** What the decoder counts as the head of every ICMPv6 message. */
const messageHead = 8;
const overrideFlag = 0x20;
const sourceCardOption = 1;
const targetCardOption = 2;
const cardOptionUnits = 1;
const optionUnitBytes = 8;
const mostOptions = 8;
const neighbourHopLimit = 255;
const multicast = 0xff;

/** An IPv6 address is suddenly claimed by another card, while its owner is still there. */
export class NeighbourSpoofing implements Detector {
  readonly section = 'neighbour-spoofing';
  readonly wants = interest.icmpv6;
  readonly #tools: DetectorTools;
  readonly #claims: AddressClaims;
  readonly #questions = new RecentQuestions();

  constructor(tools: DetectorTools, claims: AddressClaims) {
    this.#tools = tools;
    this.#claims = claims;
  }

  packet(context: PacketContext): void {
    this.#claims.ahead = context.ahead;
    const { packet: p } = context;
    const { icmpType } = p;
    if (icmpType !== solicitation && icmpType !== advertisement) return;
    // From beyond a router it could not have come.
    if (p.ttl !== neighbourHopLimit || p.hasEthernet !== 1 || p.networkStart < 0) return;
    if (p.payloadStart < messageHead) return;
    const at = p.start + p.payloadStart - messageHead;
    if (at + optionsAt > p.end) return;
    if (icmpType === solicitation) this.#solicitation(context, at);
    else this.#advertisement(context, at);
  }

  second(now: number): void {
    const claims = this.#claims;
    for (let index = 0; index < claims.contestCount; index += 1) {
      const at = claims.contests[index] as number;
      if (claims.kind[at] !== 6 || claims.isFresh[at] === 0 || !isSpoofing(claims, at)) continue;
      reportContest(this.#tools, claims, at, 'neighbour-spoofing', now);
    }
  }

  /** Owners of IPv6 addresses are saved with those of IPv4. */
  save(): Section {
    return { facts: {}, arrays: {} };
  }

  load(_section: Section): string | undefined {
    return undefined;
  }

  #solicitation({ packet: p, second, number }: PacketContext, at: number): void {
    const { bytes } = p;
    const from = (p.src0 | p.src1 | p.src2 | p.src3) === 0 ? 0 : mix(p.src2, p.src3);
    this.#questions.note(
      mix(mix(i32(bytes, at + addressAt + 8), i32(bytes, at + addressAt + 12)), from),
      second,
    );
    const option = cardOption(bytes, at, p.end, sourceCardOption);
    if (from === 0 || option < 0) return;
    const high = u16(bytes, option);
    const low = i32(bytes, option + 2);
    this.#claims.hear(6, p.src0, p.src1, p.src2, p.src3, high, low, claim.use, second, number);
  }

  #advertisement({ packet: p, second, number }: PacketContext, at: number): void {
    const { bytes } = p;
    const c = i32(bytes, at + addressAt + 8);
    const d = i32(bytes, at + addressAt + 12);
    const option = cardOption(bytes, at, p.end, targetCardOption);
    const high = option < 0 ? p.ethSrcHigh : u16(bytes, option);
    const low = option < 0 ? p.ethSrcLow : i32(bytes, option + 2);
    // Who does not want to replace what is known (any one of several, or a proxy) takes nothing from anybody.
    const isReplacing = (u8(bytes, at + flagsAt) & overrideFlag) !== 0 || option < 0;
    if (!isReplacing) return;
    const asker = mix(c, d);
    const isToAll = p.dst0 >>> 24 === multicast;
    const wasAsked =
      this.#questions.wasAsked(mix(asker, mix(p.dst2, p.dst3)), second) ||
      (isToAll && this.#questions.wasAsked(mix(asker, 0), second));
    let how: number = claim.directed;
    if (wasAsked) how = claim.answer;
    else if (isToAll) how = claim.announcement;
    const a = i32(bytes, at + addressAt);
    const b = i32(bytes, at + addressAt + 4);
    if (a >>> 24 === multicast) return;
    this.#claims.hear(6, a, b, c, d, high, low, how, second, number);
  }
}

/** Where the card in an option of this kind stands, -1 without. */
function cardOption(bytes: Uint8Array, message: number, end: number, wanted: number): number {
  let at = message + optionsAt;
  for (let count = 0; count < mostOptions && at + optionUnitBytes <= end; count += 1) {
    const units = u8(bytes, at + 1);
    if (units === 0) return -1;
    if (u8(bytes, at) === wanted && units === cardOptionUnits) return at + 2;
    at += units * optionUnitBytes;
  }
  return -1;
}
