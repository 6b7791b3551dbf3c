import { flagNames } from '../decode/tcp.ts';
import type { FieldDefinition } from './fields.ts';

const largestPort = 65_535;
const allFlags = 0x0fff;

const flagBits: Readonly<Record<string, number>> = Object.fromEntries(
  flagNames.map(([mask, name]) => [name.toLowerCase(), mask]),
);
const arpNames = { request: 1, reply: 2 };
const icmpNames = { 'echo-reply': 0, unreachable: 3, redirect: 5, echo: 8, 'time-exceeded': 11 };
const ipProtocolNumbers = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  ospf: 89,
  sctp: 132,
};
const packets = 'packets';
const everything = 'packets, flows and hosts';
const conversations = 'packets and flows';
const tables = 'flows and hosts';

/** Every field there is, each once, in the order of the help. */
// biome-ignore format: a table
export const fieldTable = [
  // Who.
  { name: 'ip', aliases: ['ip.addr', 'ip.host', 'net', 'addr', 'address'], type: 'address', about: everything, bare: 'optional', sides: { src: 'ip.src', dst: 'ip.dst' }, help: 'either address: one, a network, a range, a set; IPv4 or IPv6', example: 'ip == 10.0.0.0/8' },
  { name: 'ip.src', aliases: ['ip.src_host', 'src.ip', 'net.src'], type: 'address', about: conversations, bare: 'optional', help: 'the address it comes from', example: 'ip.src == 10.0.0.5' },
  { name: 'ip.dst', aliases: ['ip.dst_host', 'dst.ip', 'net.dst'], type: 'address', about: conversations, bare: 'optional', help: 'the address it goes to', example: 'ip.dst in {10.0.0.1, 10.1.0.0/16}' },
  { name: 'ipv6', aliases: ['ipv6.addr', 'ipv6.host', 'ip6.addr'], type: 'address', about: everything, bare: 'optional', version: 6, sides: { src: 'ipv6.src', dst: 'ipv6.dst' }, help: 'either address, where it is IPv6', example: 'ipv6 == 2001:db8::/32' },
  { name: 'ipv6.src', aliases: ['ipv6.src_host', 'ip6.src'], type: 'address', about: conversations, bare: 'optional', version: 6, minor: true, help: 'the IPv6 address it comes from', example: 'ipv6.src == fe80::/10' },
  { name: 'ipv6.dst', aliases: ['ipv6.dst_host', 'ip6.dst'], type: 'address', about: conversations, bare: 'optional', version: 6, minor: true, help: 'the IPv6 address it goes to', example: 'ipv6.dst == ff00::/8' },
  { name: 'host', aliases: ['hostname'], type: 'text', about: everything, bare: 'value', domain: true, endpoint: { address: 'ip', hardware: 'eth' }, sides: { src: 'host.src', dst: 'host.dst' }, help: 'a name of either end; also takes addresses', example: 'host ~ "*.example.com"' },
  { name: 'host.src', aliases: ['src'], type: 'text', about: conversations, bare: 'value', domain: true, endpoint: { address: 'ip.src', hardware: 'eth.src' }, help: 'the end it comes from, by name or address', example: 'src 10.0.0.5' },
  { name: 'host.dst', aliases: ['dst'], type: 'text', about: conversations, bare: 'value', domain: true, endpoint: { address: 'ip.dst', hardware: 'eth.dst' }, help: 'the end it goes to, by name or address', example: 'dst example.com' },
  { name: 'eth', aliases: ['eth.addr', 'mac', 'ether.addr', 'wlan.addr'], type: 'hardware', about: everything, bare: 'optional', sides: { src: 'eth.src', dst: 'eth.dst' }, help: 'either hardware address; /24 compares the maker', example: 'eth == 00:1b:21:aa:bb:cc' },
  { name: 'eth.src', aliases: ['ether.src', 'wlan.sa'], type: 'hardware', about: packets, bare: 'optional', help: 'the hardware address it comes from', example: 'eth.src == 00:1b:21:00:00:00/24' },
  { name: 'eth.dst', aliases: ['ether.dst', 'wlan.da'], type: 'hardware', about: packets, bare: 'optional', help: 'the hardware address it goes to', example: 'eth.dst == ff:ff:ff:ff:ff:ff' },
  // What.
  { name: 'port', aliases: ['portrange'], type: 'number', about: everything, bare: 'value', least: 0, most: largestPort, services: true, sides: { src: 'port.src', dst: 'port.dst' }, help: 'either port', example: 'port 80,443,8000-8100' },
  { name: 'port.src', aliases: ['src.port', 'sport', 'srcport'], type: 'number', about: conversations, bare: 'value', least: 0, most: largestPort, services: true, help: 'the port it comes from', example: 'src port 53' },
  { name: 'port.dst', aliases: ['dst.port', 'dport', 'dstport'], type: 'number', about: conversations, bare: 'value', least: 0, most: largestPort, services: true, help: 'the port it goes to', example: 'dst port 53' },
  { name: 'tcp.port', type: 'number', about: conversations, bare: 'optional', least: 0, most: largestPort, services: true, help: 'either port, of TCP; also tcp.srcport, tcp.dstport', example: 'tcp.port == 443' },
  { name: 'tcp.srcport', type: 'number', about: conversations, bare: 'optional', least: 0, most: largestPort, services: true, minor: true, help: 'the TCP port it comes from', example: 'tcp.srcport == 443' },
  { name: 'tcp.dstport', type: 'number', about: conversations, bare: 'optional', least: 0, most: largestPort, services: true, minor: true, help: 'the TCP port it goes to', example: 'tcp.dstport < 1024' },
  { name: 'udp.port', type: 'number', about: conversations, bare: 'optional', least: 0, most: largestPort, services: true, help: 'either port, of UDP; also udp.srcport, udp.dstport', example: 'udp.port == 53' },
  { name: 'udp.srcport', type: 'number', about: conversations, bare: 'optional', least: 0, most: largestPort, services: true, minor: true, help: 'the UDP port it comes from', example: 'udp.srcport == 53' },
  { name: 'udp.dstport', type: 'number', about: conversations, bare: 'optional', least: 0, most: largestPort, services: true, minor: true, help: 'the UDP port it goes to', example: 'udp.dstport == 53' },
  { name: 'sctp.port', type: 'number', about: conversations, bare: 'optional', least: 0, most: largestPort, services: true, minor: true, help: 'either port, of SCTP', example: 'sctp.port == 2905' },
  { name: 'proto', aliases: ['protocol', '_ws.col.protocol', 'frame.protocols'], type: 'protocol', about: conversations, bare: 'value', help: 'what the Proto column shows, or its family', example: 'proto == TLSv1.3' },
  { name: 'ip.proto', aliases: ['ip.protocol', 'ipv6.nxt', 'transport'], type: 'number', about: conversations, bare: 'optional', least: 0, most: 255, names: ipProtocolNumbers, help: 'what IP carries, by number or name', example: 'ip.proto == sctp' },
  { name: 'service', type: 'text', about: conversations, bare: 'value', help: 'the service a port is known for', example: 'service in {https, ssh}' },
  { name: 'tcp.flags', aliases: ['flags', 'tcpflags'], type: 'number', about: packets, bare: 'optional', least: 0, most: allFlags, names: flagBits, bits: true, help: 'flags: has syn; == syn,ack; & 0x02; also tcp.flags.syn …', example: 'tcp.flags has syn' },
  { name: 'tcp.len', aliases: ['payload', 'udp.length', 'data.len'], type: 'number', about: packets, bare: 'optional', least: 0, most: 0xffff_ffff, sizes: true, help: 'bytes above TCP, UDP or SCTP', example: 'tcp.len > 0' },
  { name: 'tcp.window_size_value', aliases: ['tcp.window', 'window'], type: 'number', about: packets, bare: 'optional', least: 0, most: 65_535, minor: true, help: 'the window TCP offers, before scaling', example: 'tcp.window == 0' },
  { name: 'icmp.type', aliases: ['icmpv6.type'], type: 'number', about: packets, bare: 'optional', least: 0, most: 255, names: icmpNames, help: 'type of ICMP or ICMPv6', example: 'icmp.type == echo' },
  { name: 'icmp.code', aliases: ['icmpv6.code'], type: 'number', about: packets, bare: 'optional', least: 0, most: 255, minor: true, help: 'code of ICMP or ICMPv6', example: 'icmp.code == 3' },
  { name: 'arp', aliases: ['arp.opcode'], type: 'number', about: packets, bare: 'optional', least: 0, most: 65_535, names: arpNames, help: 'operation of ARP', example: 'arp == request' },
  { name: 'info', aliases: ['_ws.col.info', 'text'], type: 'text', about: packets, bare: 'value', bareContains: true, help: 'what the Info column shows', example: 'info ~ "login"' },
  { name: 'name', type: 'text', about: packets, bare: 'optional', domain: true, help: 'the DNS, TLS, QUIC or HTTP name in the packet itself', example: 'name contains example' },
  { name: 'dns.qry.name', aliases: ['dns.name', 'query'], type: 'text', about: packets, bare: 'optional', domain: true, help: 'the name asked for in DNS', example: 'dns.qry.name ~ "*.local"' },
  { name: 'sni', aliases: ['tls.handshake.extensions_server_name', 'ssl.handshake.extensions_server_name', 'tls.sni'], type: 'text', about: packets, bare: 'optional', domain: true, help: 'the server name in TLS or QUIC', example: 'sni == example.com' },
  { name: 'http.host', type: 'text', about: packets, bare: 'optional', domain: true, help: 'the Host of HTTP', example: 'http.host contains login' },
  // How it was sent.
  { name: 'len', aliases: ['length', 'frame.len', 'size'], type: 'number', about: packets, bare: 'value', least: 0, most: 0xffff_ffff, sizes: true, help: 'bytes on the wire', example: 'len >= 1000' },
  { name: 'frame.cap_len', aliases: ['captured', 'caplen'], type: 'number', about: packets, bare: 'value', least: 0, most: 0xffff_ffff, sizes: true, minor: true, help: 'bytes captured', example: 'frame.cap_len < 64' },
  { name: 'ttl', aliases: ['ip.ttl', 'ipv6.hlim', 'hoplimit'], type: 'number', about: packets, bare: 'value', least: 0, most: 255, help: 'time to live, or hop limit', example: 'ttl < 5' },
  { name: 'vlan', aliases: ['vlan.id'], type: 'number', about: packets, bare: 'optional', least: 0, most: 4095, help: 'the outermost VLAN', example: 'vlan 7' },
  { name: 'eth.type', aliases: ['ether.type'], type: 'number', about: packets, bare: 'optional', least: 0, most: 65_535, minor: true, help: 'the EtherType before VLAN tags', example: 'eth.type == 0x88cc' },
  { name: 'fragment', aliases: ['ip.fragment', 'frag'], type: 'number', about: packets, bare: 'alone', least: 1, most: 2, names: { first: 1, later: 2 }, help: 'a part of a larger IP packet', example: 'fragment == later' },
  { name: 'malformed', aliases: ['_ws.malformed'], type: 'text', about: packets, bare: 'alone', help: 'breaks its own format; compares with the reason', example: 'malformed ~ "cut short"' },
  { name: 'no', aliases: ['number', 'frame.number', 'frame'], type: 'number', about: packets, bare: 'value', least: 1, most: Number.MAX_SAFE_INTEGER, help: 'the number of the packet', example: 'no in {90304..90311}' },
  { name: 'time', aliases: ['frame.time', 'frame.time_epoch', 'last'], type: 'time', about: everything, bare: 'value', help: 'when: 14:02, 14:02:11.5, 2026-03-01T14:02, -5m', example: 'time >= -5m' },
  { name: 'interface', aliases: ['frame.interface_name', 'iface', 'if'], type: 'text', about: packets, bare: 'value', help: 'where it was captured', example: 'interface eth0' },
  // What Oddwire knows about it.
  { name: 'country', aliases: ['cc', 'ip.geoip.country_iso', 'ip.geoip.country'], type: 'text', about: everything, bare: 'value', countries: true, sides: { src: 'country.src', dst: 'country.dst' }, help: 'country of either address: code or name; local, unknown', example: 'country in {de, at, ch}' },
  { name: 'country.src', aliases: ['ip.geoip.src_country_iso', 'ip.geoip.src_country'], type: 'text', about: conversations, bare: 'value', countries: true, minor: true, help: 'country it comes from', example: 'src country de' },
  { name: 'country.dst', aliases: ['ip.geoip.dst_country_iso', 'ip.geoip.dst_country'], type: 'text', about: conversations, bare: 'value', countries: true, minor: true, help: 'country it goes to', example: 'dst country us' },
  { name: 'city', aliases: ['ip.geoip.city'], type: 'text', about: everything, bare: 'value', help: 'city of either address', example: 'city ~ "san *"' },
  { name: 'asn', aliases: ['as', 'ip.geoip.asnum'], type: 'number', about: everything, bare: 'value', least: 0, most: 0xffff_ffff, prefix: 'as', help: 'autonomous system of either address', example: 'asn 13335' },
  { name: 'odd', aliases: ['oddness', 'score'], type: 'number', about: everything, bare: 'value', least: 0, most: 1000, fraction: true, help: 'how odd: 30 is one in a thousand, 50 one in 100,000', example: 'odd > 30' },
  { name: 'process', aliases: ['pname', 'program'], type: 'text', about: tables, bare: 'value', bareContains: true, help: 'the local program', example: 'process ~ "ssh*"' },
  { name: 'pid', type: 'number', about: tables, bare: 'value', least: 0, most: 0x7fff_ffff, minor: true, help: 'the number of the local program', example: 'pid 1234' },
  { name: 'flow', aliases: ['stream', 'tcp.stream', 'udp.stream'], type: 'number', about: conversations, bare: 'value', least: 0, most: Number.MAX_SAFE_INTEGER, help: 'the number of the conversation', example: 'flow 42' },
  { name: 'state', type: 'text', about: 'flows', bare: 'value', help: 'the state of the conversation', example: 'state == established' },
  { name: 'packets', aliases: ['pkts'], type: 'number', about: tables, bare: 'value', least: 0, most: Number.MAX_SAFE_INTEGER, sizes: true, help: 'packets so far', example: 'packets > 1k' },
  { name: 'bytes', type: 'number', about: tables, bare: 'value', least: 0, most: Number.MAX_SAFE_INTEGER, sizes: true, help: 'bytes so far', example: 'bytes >= 1.5M' },
  { name: 'duration', type: 'number', about: 'flows', bare: 'value', least: 0, most: Number.MAX_SAFE_INTEGER, fraction: true, help: 'how long it lasts so far, in seconds', example: 'duration > 60' },
  { name: 'tcp.flags.fin', type: 'bit', about: packets, bare: 'alone', bit: { of: 'tcp.flags', mask: 0x01 }, minor: true, help: 'the FIN flag is set', example: 'tcp.flags.fin' },
  { name: 'tcp.flags.syn', type: 'bit', about: packets, bare: 'alone', bit: { of: 'tcp.flags', mask: 0x02 }, minor: true, help: 'the SYN flag is set', example: 'tcp.flags.syn == 1' },
  { name: 'tcp.flags.reset', aliases: ['tcp.flags.rst'], type: 'bit', about: packets, bare: 'alone', bit: { of: 'tcp.flags', mask: 0x04 }, minor: true, help: 'the RST flag is set', example: 'tcp.flags.reset' },
  { name: 'tcp.flags.push', aliases: ['tcp.flags.psh'], type: 'bit', about: packets, bare: 'alone', bit: { of: 'tcp.flags', mask: 0x08 }, minor: true, help: 'the PSH flag is set', example: 'tcp.flags.push' },
  { name: 'tcp.flags.ack', type: 'bit', about: packets, bare: 'alone', bit: { of: 'tcp.flags', mask: 0x10 }, minor: true, help: 'the ACK flag is set', example: 'tcp.flags.ack == 0' },
  { name: 'tcp.flags.urg', type: 'bit', about: packets, bare: 'alone', bit: { of: 'tcp.flags', mask: 0x20 }, minor: true, help: 'the URG flag is set', example: 'tcp.flags.urg' },
  { name: 'tcp.flags.ece', type: 'bit', about: packets, bare: 'alone', bit: { of: 'tcp.flags', mask: 0x40 }, minor: true, help: 'the ECE flag is set', example: 'tcp.flags.ece' },
  { name: 'tcp.flags.cwr', type: 'bit', about: packets, bare: 'alone', bit: { of: 'tcp.flags', mask: 0x80 }, minor: true, help: 'the CWR flag is set', example: 'tcp.flags.cwr' },
  { name: 'tcp.flags.ae', aliases: ['tcp.flags.ns'], type: 'bit', about: packets, bare: 'alone', bit: { of: 'tcp.flags', mask: 0x100 }, minor: true, help: 'the AE flag is set', example: 'tcp.flags.ae' },
] as const satisfies readonly FieldDefinition[];
