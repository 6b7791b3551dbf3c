/**
 * tshark's `_ws.col.Protocol` and our `protocol` column follow different customs about case, versions and
 * what is carried inside. Both are folded to one key before they are compared:
 *
 * - case does not matter;
 * - a version is not another protocol: TLSv1.2, SSLv2 and SSL are TLS; IGMPv3 is IGMP; SMB2 is SMB (but
 *   IPv4/IPv6, ICMP/ICMPv6, DHCP/DHCPv6 and RIP/RIPng are different protocols, not versions);
 * - what the body holds is not the protocol: HTTP/XML is HTTP, SIP/SDP is SIP, POP/IMF is POP;
 * - the kind of message is not the protocol: ISIS HELLO and ISIS LSP are ISIS;
 * - `GTP <TCP>` names carrier and content: the content counts, as it does for every other tunnel;
 * - an EtherType nobody decodes is shown by tshark as its number: that is plain Ethernet.
 */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/^gtp <(.+)>$/, '$1'],
  [/^(.+?)\/(xml|json|sdp|imf|req|resp|text|http|mime_multipart)$/, '$1'],
  [/^0x[0-9a-f]{4}$/, 'ethernet'],
  [/^(tls|ssl)(v[\d.]+)?$/, 'tls'],
  [/^dtls.*$/, 'dtls'],
  [/^(ssh|igmp|hsrp|pim|rip|olsr|icq|l2tp|gtp|snmp|ntp|vrrp|vxlan|erspan) ?v?\d+$/, '$1'],
  [/^(smb|rdpudp|http|whois|quic)\d$/, '$1'],
  [/^krb\d$/, 'kerberos'],
  [/^gquic$/, 'quic'],
  [/^isis .+$/, 'isis'],
  [/^bfd .+$/, 'bfd'],
  [/^cip .+$/, 'cip'],
  [/^ppp .+$/, 'ppp'],
  [/^bacnet-.+$/, 'bacnet'],
  [/^iec 60870-5.*$/, 'iec 60870-5'],
  [/^dnp 3\.0$/, 'dnp3'],
  [/^(.+?) ?\((rfc \d+|itu|ansi|rx)\)$/, '$1'],
];

/** Names of one thing. */
const synonyms: Readonly<Record<string, string>> = {
  bootp: 'dhcp',
  'classic-stun': 'stun',
  afs: 'rx',
  ip: 'ipv4',
  'raw ip': 'ipv4',
  pppoed: 'pppoe',
  pppoes: 'pppoe',
  'capwap-control': 'capwap',
  'capwap-data': 'capwap',
  'auto-rp': 'auto-rp',
  redis: 'resp',
  postgresql: 'pgsql',
  'mpls echo': 'lsp ping',
};

export function foldProtocol(name: string): string {
  let folded = name.toLowerCase();
  for (const [pattern, replacement] of patterns) folded = folded.replace(pattern, replacement);
  return synonyms[folded] ?? folded;
}
