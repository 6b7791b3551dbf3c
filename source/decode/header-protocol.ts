import { growHeader, type HeaderField } from './header-fields.ts';
import type { Packet } from './packet.ts';
import { type ApplicationDecoder, type Guess, type Protocol, protocolId } from './protocol.ts';

/** A protocol whose messages begin with a fixed header: what remains to say once that is granted. */
export type HeaderProtocol = {
  /** As shown in the protocol column. */
  readonly name: string;
  /** As shown in the tree. */
  readonly title: string;
  readonly tcpPorts?: readonly number[];
  readonly udpPorts?: readonly number[];
  readonly guess?: Guess;
  /** Looks at content; must not allocate. */
  readonly accepts: ApplicationDecoder;
  readonly summarize: (p: Packet, at: number, end: number) => string;
  readonly fields: readonly HeaderField[];
};

/** Makes the `Protocol`; everything is built once, while protocol files load. */
export function headerProtocol(definition: HeaderProtocol): Protocol {
  const { name, title, tcpPorts = [], udpPorts = [], guess, accepts, summarize, fields } = definition;
  const id = protocolId(name);
  const application = (p: Packet, at: number, end: number): boolean => {
    if (!accepts(p, at, end)) return false;
    p.protocol = id;
    if (p.wantsInfo) p.info = summarize(p, at, end);
    if (p.tree) {
      p.tree.layer(title, at, end);
      growHeader(p.tree, p.bytes, at, end, fields);
    }
    return true;
  };
  const known = { name, tcpPorts, udpPorts, application };
  return guess ? { ...known, guess } : known;
}
