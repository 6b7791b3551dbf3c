import { protocolFamily, protocolNames } from '../../decode/protocol.ts';
import { whose } from '../../flows/host-table.ts';
import { mix } from '../../flows/keyed-table.ts';
import {
  type Detector,
  type DetectorTools,
  interest,
  type Measure,
  type PacketContext,
} from '../contracts.ts';
import type { Section } from '../learned.ts';
import { Conversation } from './content-conversation.ts';
import { reportContent, textKey } from './content-finding.ts';
import { ContentKnown } from './content-known.ts';
import { FlowMemory } from './content-memory.ts';

const places = 1024;
/** What a server sends first is looked at, and a few packets more: the protocol may show late. */
const firstPackets = 6;
/** Before so much was learned everything is new. */
const enoughSeconds = 900;
const enoughFlows = 200;
/** Where every tenth conversation brings something new, new is not odd: 17 is one in fifty, of the last few hundred. */
const enoughOddness = 17;
const noveltyFlows = 256;
/** At most so many at once, and one more each quarter of an hour. */
const mostAtOnce = 3;
const secondsForAnother = 900;
/** Ports above are given to whoever asks: they mean nothing. */
const firstEphemeralPort = 32_768;

const udp = 1;
/** Families that say no more than that somebody talks. */
const plainFamilies: readonly string[] = ['tcp', 'udp', 'data', ''];
/** What should not leave a network, learned or not. */
const riskyOutside: readonly string[] = [
  'telnet',
  'irc',
  'socks',
  'smb',
  'vnc',
  'rdp',
  'tftp',
  'modbus',
  'dnp3',
];

/**
 * A protocol this network hardly ever or never speaks. One of the original's three heuristics; a notice, held back while
 * a network is new.
 */
export class RareProtocol implements Detector {
  readonly section = 'rare-protocol';
  readonly wants = interest.tcpData | interest.udp;
  readonly #tools: DetectorTools;
  readonly #conversation: Conversation;
  readonly #known: ContentKnown;
  /** The family last looked at of each flow, plus 1, in one byte: what collides is looked at once more. */
  readonly #looked: FlowMemory;
  /** Key of each protocol number's family, 0 for those that mean nothing. */
  #keys: Int32Array = new Int32Array(0);
  /** How often something new came up lately. */
  #novelty = 1;
  #credit = mostAtOnce;
  #creditAt = 0;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    this.#conversation = new Conversation(tools.tracker);
    this.#known = new ContentKnown(tools);
    this.#looked = new FlowMemory(tools.tracker, places);
  }

  packet(context: PacketContext): void {
    const { flow, side, packet } = context;
    if (flow < 0 || packet.payloadLength <= 0) return;
    const { packets } = this.#tools.tracker.flows;
    // Only who is answered speaks it.
    const answers = packets[flow * 2 + 1] as number;
    if (answers === 0 || answers > firstPackets || side === 0) return;
    const { protocol } = packet;
    const mark = (protocol % 255) + 1;
    if (this.#looked.get(flow) === mark) return;
    this.#looked.set(flow, mark);
    if (protocol >= this.#keys.length) this.#keys = familyKeys();
    if (this.#conversation.read(context)) this.#meet(context, this.#keys[protocol] as number);
  }

  second(): void {
    // Nothing here depends on time alone.
  }

  save(): Section {
    const { facts, arrays } = this.#known.save();
    return { facts: { ...facts, novelty: this.#novelty }, arrays };
  }

  load(section: Section): string | undefined {
    const novelty = section.facts['novelty'];
    if (typeof novelty !== 'number' || !(novelty > 0 && novelty <= 1)) return 'known protocols are damaged';
    const failure = this.#known.load(section);
    if (failure === undefined) this.#novelty = novelty;
    return failure;
  }

  #meet(context: PacketContext, familyKey: number): void {
    const { client, server, port } = this.#conversation;
    const isUdp = (context.traits & interest.udp) !== 0;
    // What nobody recognised is known by its port, if that means anything.
    if (
      familyKey === 0 &&
      (port >= firstEphemeralPort || this.#tools.tracker.flows.isRecognised(context.flow))
    ) {
      return;
    }
    const { second } = context;
    const thing = familyKey !== 0 ? familyKey : mix(mix(0x706f7274, port), isUdp ? udp : 0) || 1;
    // What can be said of it: before it is learned itself.
    const oddness = Math.min(-10 * Math.log10(this.#novelty), 10 * Math.log10(this.#known.met + 1));
    const isReady = this.#tools.learnedSeconds() >= enoughSeconds && this.#known.met >= enoughFlows;
    const { fresh, met } = this.#known;
    const isNews = this.#known.isNews(thing, client, second);
    if (this.#known.met > met) {
      this.#novelty += ((this.#known.fresh > fresh ? 1 : 0) - this.#novelty) / noveltyFlows;
    }
    if (!isNews) return;
    const family = protocolFamily(context.packet.protocol);
    const isRisky = familyKey !== 0 && riskyOutside.includes(family) && this.#leavesHome(client, server);
    if (!isRisky && (!isReady || oddness < enoughOddness)) return;
    if (!this.#takeCredit(second)) return;
    const measure: Measure = {
      of:
        familyKey !== 0
          ? `conversation in ${family} ever`
          : `conversation at ${isUdp ? 'UDP' : 'TCP'} port ${port} ever`,
      value: 1,
      unit: 'count',
      windowSeconds: 0,
      usual: 0,
      usualOf: 'network',
      oddness,
    };
    reportContent(this.#tools, context, this.#conversation, {
      kind: 'rare-protocol',
      protocol: familyKey !== 0 ? (protocolNames()[context.packet.protocol] ?? '') : isUdp ? 'UDP' : 'TCP',
      measures: [measure],
      details: isRisky ? ['leaves this network'] : [],
    });
  }

  #leavesHome(client: number, server: number): boolean {
    const { whose: of } = this.#tools.tracker.hosts;
    return of[server] === whose.elsewhere && of[client] !== whose.elsewhere;
  }

  #takeCredit(second: number): boolean {
    if (this.#creditAt === 0 || second < this.#creditAt) this.#creditAt = second;
    const gained = Math.floor((second - this.#creditAt) / secondsForAnother);
    if (gained > 0) {
      this.#credit = Math.min(mostAtOnce, this.#credit + gained);
      this.#creditAt += gained * secondsForAnother;
    }
    if (this.#credit === 0) return false;
    this.#credit -= 1;
    return true;
  }
}

function familyKeys(): Int32Array {
  const names = protocolNames();
  const keys = new Int32Array(names.length);
  for (let id = 0; id < names.length; id += 1) {
    const family = protocolFamily(id);
    if (!plainFamilies.includes(family)) keys[id] = textKey(family) || 1;
  }
  return keys;
}
