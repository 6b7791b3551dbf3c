/**
 * Where we and tshark differ on purpose. Every other difference in a cell or a name fails the conformance
 * test, and so does an entry here that no packet of the corpus needs any more.
 */
export type AcceptedDifference = {
  /** Names of columns. */
  readonly columns: readonly string[];
  /** What 'file#number' must match. */
  readonly where: RegExp;
  /** tshark's value must match this too, where given. */
  readonly theirs?: RegExp;
  readonly reason: string;
};

const ipColumns = ['ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst', 'ip.proto'] as const;
const transportColumns = ['udp.srcport', 'udp.dstport', 'dns.qry.name'] as const;

export const acceptedDifferences: readonly AcceptedDifference[] = [
  {
    columns: ['time'],
    where: /timestamp_invalid_|rx_serviceid_oobr|nDPI\/fuzz-2021-06-07/,
    reason: 'invalid stamps: tshark prints a fraction beyond a second as it stands, we carry it over',
  },
  {
    columns: ['time', 'len', 'cap_len'],
    where: /tcpdump\/atm-/,
    reason:
      'ATM captures: tshark takes the four bytes of pseudo-header off the lengths, and its stamp of one file is its own',
  },
  {
    columns: ['len'],
    where: /nDPI\/fuzz-2021-06-07/,
    reason: 'a length above 2^31 is cut by tshark; we give it as it stands',
  },
  {
    columns: ['vlan.id'],
    where: /802\.1ad_QinQ/,
    reason: "the outer tag is a provider's, for which tshark has a field of its own; ours is the outermost",
  },
  {
    columns: [...ipColumns, ...transportColumns],
    where: /LINKTYPE_IPV4_invalid|kday[13]\.pcap|fuzz-2006-06-26-2594\.pcap#669/,
    reason: 'IPv6 where the link announces IPv4: tshark follows the version, we call it malformed',
  },
  {
    columns: ipColumns,
    where: /ipv[46]_invalid_length|ipv6_39_byte_header/,
    reason: 'an IP header that is not all there: tshark reads the part that is',
  },
  {
    columns: ['udp.srcport', 'udp.dstport'],
    where: /udp-length-heapoverflow/,
    reason: 'a UDP header of which four bytes are there: tshark reads the part that is',
  },
  {
    columns: ipColumns,
    where: /802_15_4-data/,
    reason: '6LoWPAN: tshark rebuilds the compressed IPv6 header, which stands nowhere in the packet',
  },
  {
    columns: ['tcp.flags', 'tcp.seq'],
    where: /ip_fragmented_garbage/,
    reason: 'a first fragment that ends within the TCP header: tshark reads the part that is there',
  },
  {
    columns: ['udp.srcport', 'udp.dstport'],
    where: /ipv6_ext_headers/,
    reason: 'more extension headers than we follow: the limit is hard, and 16 of them are no traffic',
  },
  {
    columns: ['dns.qry.name'],
    where: /./,
    theirs: /^<(Unknown extended label|Name too long)>$/,
    reason: 'a question whose name is broken has no name; tshark gives a remark in its place',
  },
  {
    columns: ['dns.qry.name'],
    where: /fuzz-2006-06-26-2594/,
    reason: 'anything on port 53 is DNS for tshark; with header and question both damaged it is not for us',
  },
  {
    columns: ['sni'],
    where: /quic_frags_different_dcid/,
    reason: 'the name is spread over several packets, which tshark puts together',
  },
  {
    columns: ['http.host'],
    where: /le_test301/,
    reason: 'tshark decrypts TLS with the secrets stored in the file',
  },
  {
    columns: ['http.host'],
    where: /fuzz-2006-09-29-28586/,
    reason: 'a host with a NUL inside: tshark ends it there, we show it as an escape',
  },
];

/** Why protocol names differ, by class; the first that matches. Classes nobody explained are only printed. */
export const protocolReasons: readonly { readonly text: RegExp; readonly reason: string }[] = [
  {
    text: /^tshark (TCP|UDP) \/ ours /,
    reason:
      'tshark calls a packet by its transport when it holds no start of a message (or its own heuristics decline); we name it after its content or its well-known port',
  },
  {
    text: /^tshark GTP <|^tshark Teredo|^tshark UDPENCAP/,
    reason: 'inside a tunnel: which of the layers gives the name is a matter of taste',
  },
  {
    text: /\/ ours (TCP|UDP|SCTP|IPv4|IPv6|Ethernet|LLC)$/,
    reason: 'known to tshark from earlier packets of the conversation, or a protocol we do not decode',
  },
  {
    text: /^tshark (TLS|SSL|QUIC|GQUIC|DTLS|STUN)|\/ ours (TLS|SSL|QUIC|GQUIC|DTLS|STUN|RTP|RTCP)/,
    reason:
      'encrypted protocols of one port, told apart by state; tshark also decrypts where a file has secrets',
  },
];
