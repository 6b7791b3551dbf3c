import { describe, expect, it } from 'vitest';
import { foldProtocol } from './protocol-folding.ts';

describe('folding protocol names', () => {
  it('takes versions, contents and kinds of message for the protocol itself', () => {
    const same: readonly (readonly string[])[] = [
      ['TLSv1.2', 'TLSv1', 'SSL', 'SSLv2', 'TLS', 'GTP <TLSv1.2>'],
      ['DTLSv1.0', 'DTLS 1.0 (OpenSSL pre 0.9.8f)', 'DTLS'],
      ['HTTP', 'HTTP/XML', 'HTTP/JSON'],
      ['SIP', 'SIP/SDP'],
      ['ISIS HELLO', 'ISIS LSP'],
      ['MDNS', 'mDNS'],
      ['0x3030', 'Ethernet'],
      ['AFS (RX)', 'RX'],
    ];
    for (const names of same) expect(new Set(names.map(foldProtocol)).size).toBe(1);
  });

  it('keeps apart what only looks like a version', () => {
    const different = [
      'IPv4',
      'IPv6',
      'ICMP',
      'ICMPv6',
      'DHCP',
      'DHCPv6',
      'RIPv2',
      'RIPng',
      'Modbus/TCP',
      'TCP',
    ];
    expect(new Set(different.map(foldProtocol)).size).toBe(different.length);
  });
});
