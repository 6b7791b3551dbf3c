import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** The corpus of captures with what tshark reads out of them. It lives beside the repository, never in it. */

const corpusPath = fileURLToPath(new URL('../../../shared/corpus/', import.meta.url));

export const corpusIsPresent = existsSync(`${corpusPath}INDEX.tsv`);

/** The one line a test prints when it has nothing to compare with. */
export const corpusAbsent = `skipped: the corpus of captures is not at ${corpusPath}`;

export type CorpusFile = {
  /** Inside the corpus, e.g. 'tcpdump/arp.pcap'. */
  readonly path: string;
  readonly packets: number;
  /** tshark rejects it, whole or in part. */
  readonly damaged: boolean;
  readonly note: string;
};

/** What tshark says about one packet: the first occurrence of every field, '' without one. */
export type Expectation = {
  readonly number: number;
  readonly time: string;
  readonly length: string;
  readonly captured: string;
  /** Wireshark's own number for the link type: 1 Ethernet. */
  readonly encapsulation: string;
  readonly ethSrc: string;
  readonly ethDst: string;
  readonly ethType: string;
  readonly vlan: string;
  readonly ipSrc: string;
  readonly ipDst: string;
  readonly ipv6Src: string;
  readonly ipv6Dst: string;
  readonly ipProtocol: string;
  readonly ipv6Next: string;
  readonly tcpSrcPort: string;
  readonly tcpDstPort: string;
  readonly udpSrcPort: string;
  readonly udpDstPort: string;
  readonly tcpFlags: string;
  readonly tcpSequence: string;
  readonly icmpType: string;
  readonly icmpv6Type: string;
  readonly arpOpcode: string;
  readonly dnsQuery: string;
  readonly tlsServer: string;
  readonly httpHost: string;
  readonly protocol: string;
};

export function corpusFiles(): CorpusFile[] {
  const files: CorpusFile[] = [];
  for (const line of readFileSync(`${corpusPath}INDEX.tsv`, 'utf8').split('\n').slice(1)) {
    const cells = line.split('\t');
    const path = cells[0] ?? '';
    if (path === '') continue;
    files.push({
      path,
      packets: Number(cells[4]),
      damaged: path.startsWith('damaged/'),
      note: cells[11] ?? '',
    });
  }
  return files;
}

export function corpusBytes(path: string): Uint8Array {
  return readFileSync(corpusPath + path);
}

/** One entry per packet; undefined where there is no expectation file. Rows for pcapng blocks that are no packets are left out. */
export function readExpectations(path: string): Expectation[] | undefined {
  const file = `${corpusPath}${path}.tsv.gz`;
  if (!existsSync(file)) return undefined;
  const rows: Expectation[] = [];
  for (const line of gunzipSync(readFileSync(file)).toString('utf8').split('\n').slice(1)) {
    const cells = line.split('\t');
    const cell = (index: number): string => cells[index] ?? '';
    if (cells.length < 2 || (cell(4) === '' && cell(27) === 'PCAPNG')) continue;
    rows.push({
      number: rows.length + 1,
      time: cell(1),
      length: cell(2),
      captured: cell(3),
      encapsulation: cell(4),
      ethSrc: cell(5),
      ethDst: cell(6),
      ethType: cell(7),
      vlan: cell(8),
      ipSrc: cell(9),
      ipDst: cell(10),
      ipv6Src: cell(11),
      ipv6Dst: cell(12),
      ipProtocol: cell(13),
      ipv6Next: cell(14),
      tcpSrcPort: cell(15),
      tcpDstPort: cell(16),
      udpSrcPort: cell(17),
      udpDstPort: cell(18),
      tcpFlags: cell(19),
      tcpSequence: cell(20),
      icmpType: cell(21),
      icmpv6Type: cell(22),
      arpOpcode: cell(23),
      dnsQuery: cell(24),
      tlsServer: cell(25),
      httpHost: cell(26),
      protocol: cell(27),
    });
  }
  return rows;
}
