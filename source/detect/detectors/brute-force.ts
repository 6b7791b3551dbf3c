import type { DetectorTools, Measure, PacketContext } from '../contracts.ts';
import { type Detector, interest } from '../contracts.ts';
import { hostKey } from '../host-key.ts';
import type { Section } from '../learned.ts';
import { knownUsual } from '../norms/norms.ts';
import { LoginCounts, longSeconds, othersSeconds, role, shortSeconds } from './brute-force-counts.ts';
import { LoginLimits, windowLengths } from './brute-force-limits.ts';
import { brings, bringsPassword, refusesLogin, requestBrings } from './brute-force-refusals.ts';
import { service, serviceNames, serviceOf } from './brute-force-services.ts';
import { Conversation } from './content-conversation.ts';
import { partyOf } from './content-finding.ts';
import { FlowMemory } from './content-memory.ts';

const rows = 1024;
const requestPlaces = 1024;
const endPlaces = 1024;
/**
 * What a login over an encrypted connection takes that comes to nothing: more than a greeting, less than anything that is done
 * after it. Packets and bytes of both sides with their headers.
 */
const attempt = { leastServerBytes: 900, mostPackets: 40, mostBytes: 12_000 } as const;
/** So many clients at once are a distributed attack, so many servers password spraying. */
const manyClients = 4;
const manyServers = 3;
/** A client with more than this share of what a server refuses is the attacker. */
const dominantShare = 0.5;

/**
 * Nobody misses a password this often. Refusals are certain; logins (short encrypted connections, forms sent) may have
 * succeeded, and scripts log in again and again.
 */
const floors = {
  refusals: { pair: [4, 9], target: [10, 24], client: [6, 12] },
  logins: { pair: [8, 25], target: [20, 60], client: [12, 36] },
} as const;
/** So many times the floor is too much whatever was learned. */
const ceilings = { refusals: 4, logins: 8 } as const;

/**
 * Password guessing. Where a refusal can be read it is counted; where the login is encrypted, short connections are.
 * Counted for each client at each server, for each server, and for each client; what is usual is learned for each.
 */
export class BruteForce implements Detector {
  readonly section = 'brute-force';
  readonly wants = interest.tcpData | interest.tcpFin | interest.tcpReset;
  readonly #tools: DetectorTools;
  readonly #conversation: Conversation;
  readonly #refused: LoginCounts;
  readonly #tried: LoginCounts;
  readonly #refusalLimits: LoginLimits;
  readonly #loginLimits: LoginLimits;
  /** What the latest request of an HTTP flow brought. */
  readonly #requests: FlowMemory;
  /** Flows whose end was seen. */
  readonly #ended: FlowMemory;
  #learnedAt = 0;
  #learnedLongAt = 0;

  constructor(tools: DetectorTools) {
    this.#tools = tools;
    const { tracker } = tools;
    this.#conversation = new Conversation(tracker);
    this.#refused = new LoginCounts(rows, tracker.flows.slots.seed);
    this.#tried = new LoginCounts(rows, tracker.flows.slots.seed);
    this.#refusalLimits = new LoginLimits(tools, 'refused logins', floors.refusals, ceilings.refusals);
    this.#loginLimits = new LoginLimits(tools, 'short logins', floors.logins, ceilings.logins);
    this.#requests = new FlowMemory(tracker, requestPlaces);
    this.#ended = new FlowMemory(tracker, endPlaces);
  }

  packet(context: PacketContext): void {
    const { packet, traits, flow } = context;
    if ((traits & (interest.tcpFin | interest.tcpReset)) !== 0) this.#end(context);
    const code = serviceOf(packet.protocol);
    if (code === service.none || code === service.ssh || code === service.rdp || flow < 0) return;
    if ((traits & interest.tcpData) === 0 || !this.#conversation.read(context)) return;
    const { at, end, fromServer } = this.#conversation;
    if (code === service.http) this.#page(context, at, end);
    else if (fromServer && refusesLogin(code, packet.bytes, at, end)) {
      this.#count(context, this.#refused, this.#refusalLimits, code);
    }
  }

  second(now: number): void {
    if (now < this.#learnedAt || this.#learnedAt === 0) {
      this.#learnedAt = now;
      this.#learnedLongAt = now;
    }
    if (now - this.#learnedAt < shortSeconds) return;
    this.#learnedAt = now;
    const isLong = now - this.#learnedLongAt >= longSeconds;
    if (isLong) this.#learnedLongAt = now;
    if (!this.#tools.learning()) return;
    this.#refusalLimits.learn(this.#refused, now, isLong);
    this.#loginLimits.learn(this.#tried, now, isLong);
  }

  /** What is usual is kept by the norms. */
  save(): Section {
    return { facts: {}, arrays: {} };
  }

  load(): string | undefined {
    return undefined;
  }

  get memoryBytes(): number {
    return this.#refused.memoryBytes + this.#tried.memoryBytes + (requestPlaces + endPlaces) * 9;
  }

  #page(context: PacketContext, at: number, end: number): void {
    const { bytes } = context.packet;
    const { fromServer, flow } = this.#conversation;
    if (fromServer && bytes[at] !== 0x48) return;
    const before = this.#requests.get(flow);
    if (fromServer) {
      if (before !== brings.authorization) return;
      this.#requests.set(flow, brings.nothing);
      if (refusesLogin(service.http, bytes, at, end)) {
        this.#count(context, this.#refused, this.#refusalLimits, service.http);
      }
      return;
    }
    const isForm = before === brings.laterBody && bringsPassword(bytes, at, end);
    const now = isForm ? brings.password : requestBrings(bytes, at, end);
    if (now === brings.password) this.#count(context, this.#tried, this.#loginLimits, service.http);
    if (now !== before) this.#requests.set(flow, now === brings.password ? brings.nothing : now);
  }

  /** A connection is over: was it no more than a login? */
  #end(context: PacketContext): void {
    const { flow } = context;
    const { flows } = this.#tools.tracker;
    if (flow < 0) return;
    const code = serviceOf(flows.protocol[flow] as number);
    if ((code !== service.ssh && code !== service.rdp) || this.#ended.get(flow) !== 0) return;
    this.#ended.set(flow, 1);
    if (!this.#conversation.read(context)) return;
    const bytes = (flows.bytes[flow * 2] as number) + (flows.bytes[flow * 2 + 1] as number);
    const packets = (flows.packets[flow * 2] as number) + (flows.packets[flow * 2 + 1] as number);
    const serverSide = this.#conversation.fromServer ? context.side : 1 - context.side;
    const fromServer = flows.bytes[flow * 2 + serverSide] as number;
    if (fromServer < attempt.leastServerBytes) return;
    if (packets > attempt.mostPackets || bytes > attempt.mostBytes) return;
    this.#count(context, this.#tried, this.#loginLimits, code);
  }

  #count(context: PacketContext, counts: LoginCounts, limits: LoginLimits, code: number): void {
    const { second } = context;
    const { client, server } = this.#conversation;
    if (client < 0 || server < 0) return;
    const { hosts } = this.#tools.tracker;
    const clientNumber = hosts.number[client] as number;
    const serverNumber = hosts.number[server] as number;
    const pair = counts.row(role.pair, code, client, clientNumber, server, serverNumber);
    const target = counts.row(role.target, code, -1, 0, server, serverNumber);
    const whole = counts.row(role.client, code, client, clientNumber, -1, 0);
    counts.sums.add(pair, second, 1);
    counts.sums.add(target, second, 1);
    counts.sums.add(whole, second, 1);
    counts.others.add(target, clientNumber, second);
    counts.others.add(whole, serverNumber, second);
    const clients = counts.others.count(target, second, othersSeconds);
    const servers = counts.others.count(whole, second, othersSeconds);
    if (clients >= manyClients && !isDominant(counts, pair, target, second)) {
      if (this.#judge(context, counts, limits, target, clients, 1)) return;
    }
    if (servers >= manyServers && this.#judge(context, counts, limits, whole, 1, servers)) return;
    this.#judge(context, counts, limits, pair, 1, 1);
  }

  /** Reports when there was more than is usual; whether it was more. */
  #judge(
    context: PacketContext,
    counts: LoginCounts,
    limits: LoginLimits,
    row: number,
    actors: number,
    targets: number,
  ): boolean {
    const { second } = context;
    const ofRole = counts.role[row] as number;
    const host = hostKey(this.#tools.tracker.hosts, counts.hostOf(row));
    let measure: Measure | undefined;
    for (let window = 0; window < windowLengths.length && measure === undefined; window += 1) {
      const windowSeconds = windowLengths[window] as number;
      const value = counts.sums.sum(row, second, windowSeconds);
      if (value <= limits.limit(ofRole, window, host)) continue;
      const norm = limits.norm(ofRole, window);
      const own = norm.usualOf(host);
      measure = {
        of: counts === this.#refused ? 'logins refused' : 'short logins',
        value,
        unit: 'count',
        windowSeconds,
        usual: own ?? knownUsual(norm),
        usualOf: own === undefined ? 'network' : 'host',
        oddness: norm.oddness(value),
      };
    }
    if (measure === undefined) return false;
    if (counts.reportedAt[row] === second) return true;
    counts.reportedAt[row] = second;
    this.#report(context, counts, row, measure, actors, targets);
    return true;
  }

  #report(
    context: PacketContext,
    counts: LoginCounts,
    row: number,
    measure: Measure,
    actors: number,
    targets: number,
  ): void {
    const tools = this.#tools;
    const ofRole = counts.role[row] as number;
    const { client, server, port, flow } = this.#conversation;
    tools.report({
      kind: 'brute-force',
      time: context.clock[0] as number,
      actor: ofRole === role.target ? undefined : partyOf(tools, client),
      target: ofRole === role.client ? undefined : partyOf(tools, server),
      port,
      protocol: serviceNames[counts.service[row] as number] ?? '',
      measures: [measure],
      packet: context.number,
      flow: tools.tracker.flows.number[flow] as number,
      details: [],
      actors,
      targets,
    });
  }
}

function isDominant(counts: LoginCounts, pair: number, target: number, second: number): boolean {
  const all = counts.sums.sum(target, second, othersSeconds);
  return counts.sums.sum(pair, second, othersSeconds) > all * dominantShare;
}
