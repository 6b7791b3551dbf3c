import { describe, expect, it } from 'vitest';
import { decodeFrame, fromHex, udpFrame } from '../testing/frames.ts';
import { readName } from './names.ts';
import { nameDnsQuery } from './packet.ts';

const query = fromHex('abcd 0100 0001 0000 0000 0000 07 6578616d706c65 03 636f6d 00 0001 0001');
const answer = fromHex(`abcd 8180 0001 0001 0000 0000 07 6578616d706c65 03 636f6d 00 0001 0001
  c00c 0001 0001 0000003c 0004 c0000207`);

describe('DNS', () => {
  it('summarises a query and finds its name', () => {
    const { packet, protocol, info } = decodeFrame(udpFrame(40000, 53, query));
    expect(protocol).toBe('DNS');
    expect(info).toBe('Standard query 0xabcd A example.com');
    expect(packet.nameKind).toBe(nameDnsQuery);
    expect(readName(packet)).toBe('example.com');
  });

  it('shows answers, following compression, each with its bytes', () => {
    const { info, tree } = decodeFrame(udpFrame(53, 40000, answer));
    expect(info).toBe('Standard query response 0xabcd A example.com A 192.0.2.7');
    expect(tree).toContain('Answer: example.com A 192.0.2.7 [71+16]');
    expect(tree).toContain('Time to live: 60 s [77+4]');
  });

  it('calls the port mDNS and LLMNR', () => {
    expect(decodeFrame(udpFrame(5353, 5353, query)).protocol).toBe('mDNS');
    expect(decodeFrame(udpFrame(40000, 5355, query)).protocol).toBe('LLMNR');
  });

  it('leaves what is no DNS on port 53 to UDP', () => {
    expect(decodeFrame(udpFrame(40000, 53, fromHex('ffff ffff ffff ffff ffff ffff'))).protocol).toBe('UDP');
  });

  it('survives a pointer that points at itself', () => {
    const loop = fromHex('abcd 8180 0001 0000 0000 0000 c00c 0001 0001');
    expect(decodeFrame(udpFrame(53, 40000, loop)).info).toContain('<pointer loop>');
  });

  it('shows control characters in names as escapes', () => {
    const hostile = fromHex('abcd 0100 0001 0000 0000 0000 04 1b5b324a 00 0001 0001');
    expect(decodeFrame(udpFrame(40000, 53, hostile)).info).toBe('Standard query 0xabcd A \\x1b[2J');
  });

  it('knows itself on any UDP port by an unmistakable question', () => {
    expect(decodeFrame(udpFrame(40000, 8053, query)).protocol).toBe('DNS');
    expect(decodeFrame(udpFrame(8053, 40000, answer)).protocol).toBe('DNS');
    const oddClass = fromHex('abcd 0100 0001 0000 0000 0000 07 6578616d706c65 03 636f6d 00 0001 0007');
    expect(decodeFrame(udpFrame(40000, 8053, oddClass)).protocol).toBe('UDP');
  });

  it('reads a question behind a header that makes no sense, on its own port only', () => {
    const damaged = fromHex('abcd 1900 0001 ffff 0000 0000 07 6578616d706c65 03 636f6d 00 0001 0001');
    const { packet, protocol } = decodeFrame(udpFrame(40000, 53, damaged));
    expect([protocol, readName(packet)]).toEqual(['DNS', 'example.com']);
    expect(decodeFrame(udpFrame(40000, 8053, damaged)).protocol).toBe('UDP');
  });
});
