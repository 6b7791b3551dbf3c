import { i32, u16 } from '../../decode/bytes.ts';
import { mix } from '../../flows/keyed-table.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import type { Section } from '../learned.ts';
import { claim } from './identity-cards.ts';
import type { AddressClaims } from './identity-claims.ts';
import { isSpoofing, reportContest } from './identity-contest.ts';
import { RecentQuestions } from './identity-questions.ts';

const request = 1;
const reply = 2;
const ethernetBytes = 14;
const vlanTagBytes = 4;
const arpBytes = 28;
const etherTypeArp = 0x0806;
const senderCard = 8;
const everybody = 0xffff;

/** An IPv4 address is suddenly claimed by another card, while its owner is still there. */
export class ArpSpoofing implements Detector {
  readonly section = 'address-owners';
  readonly wants = interest.arp;
  readonly #tools: DetectorTools;
  readonly #claims: AddressClaims;
  readonly #questions = new RecentQuestions();

  constructor(tools: DetectorTools, claims: AddressClaims) {
    this.#tools = tools;
    this.#claims = claims;
  }

  packet(context: PacketContext): void {
    this.#claims.ahead = context.ahead;
    const { packet: p, arpSender, arpTarget, second } = context;
    const { bytes, arpOpcode } = p;
    let at = p.start + ethernetBytes;
    while (at + arpBytes <= p.end && u16(bytes, at - 2) !== etherTypeArp) at += vlanTagBytes;
    if (at + arpBytes > p.end) return;
    const isRequest = arpOpcode === request;
    if (isRequest && arpSender !== arpTarget) this.#questions.note(mix(mix(0, arpTarget), arpSender), second);
    // Nobody's address yet: a question whether it is free.
    if (!isHostAddress(arpSender) || (!isRequest && arpOpcode !== reply)) return;
    const claims = this.#claims;
    const high = u16(bytes, at + senderCard);
    const low = i32(bytes, at + senderCard + 2);
    const how = this.#how(context, isRequest);
    claims.hear(4, 0, 0, 0, arpSender, high, low, how, second, context.number);
  }

  second(now: number): void {
    const claims = this.#claims;
    claims.second(now);
    for (let index = 0; index < claims.contestCount; index += 1) {
      const at = claims.contests[index] as number;
      if (claims.kind[at] !== 4 || claims.isFresh[at] === 0 || !isSpoofing(claims, at)) continue;
      reportContest(this.#tools, claims, at, 'arp-spoofing', now);
    }
  }

  save(): Section {
    return this.#claims.save();
  }

  load(section: Section): string | undefined {
    return this.#claims.load(section);
  }

  #how({ packet: p, arpSender, arpTarget, second }: PacketContext, isRequest: boolean): number {
    if (arpSender === arpTarget) return claim.announcement;
    if (isRequest) return claim.use;
    if (this.#questions.wasAsked(mix(mix(0, arpSender), arpTarget), second)) return claim.answer;
    return p.ethDstHigh === everybody ? claim.announcement : claim.directed;
  }
}

function isHostAddress(address: number): boolean {
  const first = address >>> 24;
  return first > 0 && first < 224 && first !== 127;
}
