import type { Bytes } from '../../decode/bytes.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import type { Section } from '../learned.ts';
import { Conversation } from './content-conversation.ts';
import { reportContent } from './content-finding.ts';
import { findIgnoringCase, hasAnyWord } from './content-text.ts';
import { isPool, isSurelyPool } from './mining-pools.ts';
import { serverHelloAt } from './tls-server-hello.ts';

const lookedAtBytes = 400;
const certain = 60;
const likely = 40;

/** What miners and pools say to each other: Bitcoin's stratum and its children, Ethereum's, CryptoNote's. */
const stratum = 'mining.';
// biome-ignore format: a table
const stratumWords: readonly string[] = [
  'subscribe', 'authorize', 'submit', 'notify', 'set_difficulty', 'set_target', 'set_extranonce', 'configure',
  'extranonce', 'multi_version',
];
const ethereumWords: readonly string[] = [
  '"eth_submitlogin"',
  '"eth_submitwork"',
  '"eth_getwork"',
  '"eth_submithashrate"',
];
const cryptoNoteWords: readonly string[] = ['"job_id"', '"seed_hash"', '"algo"', '"agent"', '"nonce"'];

/** A host that mines coins: by what it says in the open, or by the name it asks for under encryption. */
export class Mining implements Detector {
  readonly section = 'mining';
  readonly wants = interest.tcpData;
  readonly #tools: DetectorTools;
  readonly #conversation: Conversation;
  #reportedAt = 0;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#conversation = new Conversation(tools.tracker);
  }

  packet(context: PacketContext): void {
    const { packet, traits } = context;
    if (packet.payloadStart < 0) return;
    const at = packet.start + packet.payloadStart;
    if ((traits & interest.tls) !== 0) {
      if (serverHelloAt(packet.bytes, at, packet.end) >= 0) this.#hello(context);
      return;
    }
    // A line of JSON.
    if (at + 20 > packet.end || packet.bytes[at] !== 0x7b) return;
    const end = Math.min(packet.end, at + packet.payloadLength, at + lookedAtBytes);
    const said = sayingOf(packet.bytes, at, end);
    if (said !== '' && this.#conversation.read(context)) this.#report(context, certain, said);
  }

  second(): void {
    // Nothing here depends on time alone.
  }

  /** Nothing is learned: mining is no habit of a network that should not be spoken of. */
  save(): Section {
    return { facts: {}, arrays: {} };
  }

  load(): string | undefined {
    return undefined;
  }

  #hello(context: PacketContext): void {
    const { tracker } = this.#tools;
    if (tracker.flows.name[context.flow] === 0) return;
    const name = tracker.flowName(context.flow);
    if (!this.#conversation.read(context) || !isPool(name, this.#conversation.port)) return;
    const isSure = isSurelyPool(name);
    const what = isSure ? 'a mining pool' : 'called like a mining pool';
    this.#report(context, isSure ? certain : likely, `asks for ${name}, ${what}`);
  }

  #report(context: PacketContext, oddness: number, said: string): void {
    if (this.#reportedAt === context.second) return;
    this.#reportedAt = context.second;
    reportContent(this.#tools, context, this.#conversation, {
      kind: 'mining',
      protocol: 'stratum',
      measures: [
        {
          of: 'message between a miner and its pool',
          value: 1,
          unit: 'count',
          windowSeconds: 0,
          usual: 0,
          usualOf: 'network',
          oddness,
        },
      ],
      details: [said],
    });
  }
}

/** Which method gives it away, '' for none. */
function sayingOf(bytes: Bytes, at: number, end: number): string {
  const method = findIgnoringCase(bytes, at, end, stratum);
  if (method >= 0) {
    for (let index = 0; index < stratumWords.length; index += 1) {
      const word = stratumWords[index] as string;
      const found = findIgnoringCase(
        bytes,
        method + stratum.length,
        Math.min(end, method + stratum.length + word.length),
        word,
      );
      if (found >= 0) return `${stratum}${word}`;
    }
  }
  if (findIgnoringCase(bytes, at, end, '"eth_') >= 0 && hasAnyWord(bytes, at, end, ethereumWords))
    return 'eth_submitLogin';
  if (findIgnoringCase(bytes, at, end, '"jsonrpc"') < 0) return '';
  let words = 0;
  for (let index = 0; index < cryptoNoteWords.length; index += 1) {
    if (findIgnoringCase(bytes, at, end, cryptoNoteWords[index] as string) >= 0) words += 1;
  }
  const isLogin =
    findIgnoringCase(bytes, at, end, '"login"') >= 0 || findIgnoringCase(bytes, at, end, '"job"') >= 0;
  return words >= 2 && isLogin ? 'login of a CryptoNote miner' : '';
}
