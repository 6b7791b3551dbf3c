import { flagSyn } from '../../decode/tcp.ts';
import type { Tracker } from '../../flows/tracker.ts';
import type { PacketContext } from '../contracts.ts';

/** Ports below are those of services. */
const firstPrivatePort = 1024;

/**
 * Who of a packet's two hosts is the client, and where its content stands. One object is reused for every packet: `read`
 * makes it speak of the next one.
 */
export class Conversation {
  flow = -1;
  client = -1;
  server = -1;
  /** Of the service. */
  port = -1;
  fromServer = false;
  /** The content of the outermost TCP or UDP, as far as it was captured. */
  at = 0;
  end = 0;
  readonly #tracker: Tracker;

  constructor(tracker: Tracker) {
    this.#tracker = tracker;
  }

  /** False for what has no flow or no ports. */
  read(context: PacketContext): boolean {
    const { packet, flow, side } = context;
    if (flow < 0 || packet.payloadStart < 0) return false;
    const { port } = this.#tracker.flows;
    const serverSide = this.#serverSide(flow);
    this.flow = flow;
    this.port = port[flow * 2 + serverSide] as number;
    if (this.port < 0) return false;
    this.fromServer = side === serverSide;
    this.client = this.fromServer ? context.destination : context.source;
    this.server = this.fromServer ? context.source : context.destination;
    this.at = packet.start + packet.payloadStart;
    this.end = Math.min(packet.end, this.at + packet.payloadLength);
    return true;
  }

  /** Whoever was asked first; where the beginning was not seen, the one at the port of a service. */
  #serverSide(flow: number): number {
    const { flagsSeen, port } = this.#tracker.flows;
    if (((flagsSeen[flow * 2] as number) & flagSyn) !== 0) return 1;
    const first = port[flow * 2] as number;
    const second = port[flow * 2 + 1] as number;
    return first < firstPrivatePort && first < second ? 0 : 1;
  }
}
