import { mix } from '../../flows/keyed-table.ts';
import type { DetectorTools, Finding, Measure, PacketContext, Party } from '../contracts.ts';
import { hostKey, hostParty } from '../host-key.ts';
import type { IncidentKind } from '../kinds.ts';
import type { Conversation } from './content-conversation.ts';

/** What the detectors that look into packets say: about one packet between a client and a server. */
export type ContentFinding = {
  readonly kind: IncidentKind;
  readonly protocol: string;
  readonly measures: readonly Measure[];
  readonly details: readonly string[];
};

export function reportContent(
  tools: DetectorTools,
  context: PacketContext,
  conversation: Conversation,
  finding: ContentFinding,
): void {
  const { tracker } = tools;
  tools.report({
    kind: finding.kind,
    time: context.clock[0] as number,
    actor: partyOf(tools, conversation.client),
    target: partyOf(tools, conversation.server),
    port: conversation.port,
    protocol: finding.protocol,
    measures: finding.measures,
    packet: context.number,
    flow: tracker.flows.number[conversation.flow] as number,
    details: finding.details,
    actors: 1,
    targets: 1,
  } satisfies Finding);
}

export function partyOf(tools: DetectorTools, host: number): Party | undefined {
  return host < 0 ? undefined : hostParty(tools.tracker.hosts, host);
}

/** Something seen once that is not known here. */
export function newThing(of: string, oddness: number): Measure {
  return { of, value: 1, unit: 'count', windowSeconds: 0, usual: 0, usualOf: 'network', oddness };
}

/** A number for (server, port, what): never 0. */
export function serverThing(tools: DetectorTools, server: number, port: number, what: number): number {
  const thing = mix(mix(server < 0 ? 0 : hostKey(tools.tracker.hosts, server), port), what);
  return thing === 0 ? 1 : thing;
}

/** A number for (client, server, port, what): never 0. */
export function pairThing(
  tools: DetectorTools,
  client: number,
  server: number,
  port: number,
  what: number,
): number {
  const clientKey = client < 0 ? 0 : hostKey(tools.tracker.hosts, client);
  const thing = mix(serverThing(tools, server, port, what), clientKey);
  return thing === 0 ? 1 : thing;
}

/** A number for a text. */
export function textKey(text: string): number {
  let key = 0x6b6579;
  for (let index = 0; index < text.length; index += 1) key = mix(key, text.charCodeAt(index));
  return key;
}
