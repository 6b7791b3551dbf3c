import { protocolId } from '../../decode/protocol.ts';
import { type Detector, type DetectorTools, interest, type PacketContext } from '../contracts.ts';
import type { Section } from '../learned.ts';
import { BruteForce } from './brute-force.ts';
import { service, serviceOf } from './brute-force-services.ts';
import { CleartextCredentials } from './cleartext-credentials.ts';
import { ExecutableDownload } from './executable-download.ts';
import { Mining } from './mining.ts';
import { RareProtocol } from './rare-protocol.ts';
import { TlsCertificate } from './tls-certificate.ts';
import { TlsOddPort } from './tls-odd-port.ts';
import { TlsOldVersion } from './tls-old-version.ts';
import { UnusualMessage } from './unusual-message.ts';
import { controlOf } from './unusual-message-reader.ts';

const ends = interest.tcpFin | interest.tcpReset;
const ssl2Id = protocolId('SSLv2', 'tls');
const brace = 0x7b;

/**
 * Shows each packet to those detectors of what is said that may care. Nearly every packet with a payload concerns one or two of
 * them at most: to ask all would cost more than all they do.
 */
export class ContentGate implements Detector {
  readonly section = 'contents';
  readonly wants = interest.tcpData | interest.udp | ends;
  readonly #bruteForce: BruteForce;
  readonly #credentials: CleartextCredentials;
  readonly #oddPort: TlsOddPort;
  readonly #oldVersion: TlsOldVersion;
  readonly #certificate: TlsCertificate;
  readonly #download: ExecutableDownload;
  readonly #mining: Mining;
  readonly #rare: RareProtocol;
  readonly #unusual: UnusualMessage;

  constructor(tools: DetectorTools) {
    this.#bruteForce = new BruteForce(tools);
    this.#credentials = new CleartextCredentials(tools);
    this.#oddPort = new TlsOddPort(tools);
    this.#oldVersion = new TlsOldVersion(tools);
    this.#certificate = new TlsCertificate(tools);
    this.#download = new ExecutableDownload(tools);
    this.#mining = new Mining(tools);
    this.#rare = new RareProtocol(tools);
    this.#unusual = new UnusualMessage(tools);
  }

  packet(context: PacketContext): void {
    const { traits, packet } = context;
    if ((traits & ends) !== 0) this.#bruteForce.packet(context);
    if (packet.payloadLength <= 0 || packet.payloadStart < 0) return;
    this.#rare.packet(context);
    const { protocol } = packet;
    const code = serviceOf(protocol);
    if (code !== service.none) {
      if ((traits & ends) === 0) this.#bruteForce.packet(context);
      this.#credentials.packet(context);
    }
    if (controlOf(protocol) !== 0) this.#unusual.packet(context);
    if ((traits & interest.tcpData) !== 0) this.#data(context, code);
  }

  second(): void {
    // Each of them is told itself.
  }

  /** Each of them has a section of its own. */
  save(): Section {
    return { facts: {}, arrays: {} };
  }

  load(): string | undefined {
    return undefined;
  }

  /** Those behind the gate: packets reach them through it, everything else directly. */
  get behind(): Detector[] {
    return [
      this.#bruteForce,
      this.#credentials,
      this.#oddPort,
      this.#oldVersion,
      this.#certificate,
      this.#download,
      this.#mining,
      this.#rare,
      this.#unusual,
    ].map(withoutPackets);
  }

  #data(context: PacketContext, code: number): void {
    const { traits, packet } = context;
    if ((traits & interest.tls) !== 0) {
      this.#certificate.packet(context);
      this.#oddPort.packet(context);
      this.#oldVersion.packet(context);
      this.#mining.packet(context);
      return;
    }
    if (this.#certificate.isWaiting) this.#certificate.packet(context);
    if (code === service.http || this.#download.isWaiting(context.second)) this.#download.packet(context);
    if (packet.bytes[packet.start + packet.payloadStart] === brace) this.#mining.packet(context);
    if (packet.protocol === ssl2Id) this.#oldVersion.packet(context);
  }
}

function withoutPackets(detector: Detector): Detector {
  return {
    section: detector.section,
    wants: 0,
    packet: () => undefined,
    second: now => detector.second(now),
    save: () => detector.save(),
    load: section => detector.load(section),
  };
}
