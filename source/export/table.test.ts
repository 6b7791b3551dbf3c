import { describe, expect, it } from 'vitest';
import { addressIpv6, Packet } from '../decode/packet.ts';
import { flowPacket } from '../testing/flow-packets.ts';
import { packetLines } from './table.ts';

function informed(p: Packet): Packet {
  p.info = 'Client Hello (SNI=example.com)';
  return p;
}

/** The header line and one packet of each kind. */
function lines(columns?: number): string[] {
  const { begin, packet } = packetLines(columns);
  const six = flowPacket();
  six.addressKind = addressIpv6;
  six.src0 = 0x20010db8 | 0;
  six.src1 = 0x12345678;
  const arp = new Packet();
  return [begin(), ...[flowPacket(), six, arp].map(p => packet(informed(p), 12_345))].map(line =>
    line.trimEnd(),
  );
}

describe('packetLines', () => {
  it('leaves room for Info on terminals of 80 columns and more', () => {
    for (let columns = 80; columns < 110; columns += 1) {
      for (const line of lines(columns).slice(1)) {
        expect(columns - line.indexOf('Client Hello'), `${columns}: ${line}`).toBeGreaterThanOrEqual(20);
      }
      const [head = '', tcp = ''] = lines(columns);
      expect(head.indexOf('Info')).toBe(tcp.indexOf('Client'));
    }
  });

  it('shows addresses whole, with their port where there is room', () => {
    const [, narrow = '', six = ''] = lines(80);
    expect(narrow).toContain(' 10.0.0.1:40000  93.184.216.34  ');
    expect(narrow).toMatch(/^12345 \d\d:\d\d:\d\d /);
    expect(six).toContain('…');
    expect(lines(95)[1]).toContain(' 93.184.216.34:443 ');
  });

  it('writes everything where it is not for a terminal, and where there is room for it', () => {
    expect(lines(110)).toEqual(lines());
    expect(lines()[1]).toMatch(/^ {2}12345 {2}\d\d:\d\d:\d\d\.\d{6} {2}10\.0\.0\.1:40000 {9}93\./);
  });
});
