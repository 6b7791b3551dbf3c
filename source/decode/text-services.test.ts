import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromHex, fromText, join, tcpFrame, udpFrame } from '../testing/frames.ts';

describe('XMPP', () => {
  it('names the stanza', () => {
    const iq = tcpFrame(40000, 5222, fromText("<iq type='get'/>"));
    expect(decodeFrame(iq).protocol).toBe('XMPP/XML');
    expect(decodeFrame(iq).info).toBe('IQ');
    expect(decodeFrame(tcpFrame(40000, 5222, fromHex('3c0001'))).protocol).toBe('TCP');
    expectSurvivesCuts(iq);
  });
});

describe('Syslog', () => {
  it('splits the priority', () => {
    const message = udpFrame(40000, 514, fromText('<34>su: failed \x1b[2J'));
    expect(decodeFrame(message).info).toBe('AUTH.CRIT: su: failed \\x1b[2J');
    expect(decodeFrame(message).tree).toContain('Facility: AUTH [42+4]');
    expect(decodeFrame(udpFrame(40000, 514, fromText('<999>x'))).packet.malformed).toContain('priority');
    expectSurvivesCuts(message);
  });
});

describe('TFTP', () => {
  const request = udpFrame(40000, 69, join(fromHex('0001'), fromText('boot\0octet\0blksize\x001400\0')));

  it('shows what is asked for', () => {
    const { info, tree } = decodeFrame(request);
    expect(info).toBe('Read Request, File: boot, Transfer type: octet');
    expect(tree).toContain('blksize: 1400');
    expectSurvivesCuts(request);
  });

  it('recognises full blocks and acknowledgements of a transfer on other ports', () => {
    const block = join(fromHex('0003 0007'), new Uint8Array(512));
    expect(decodeFrame(udpFrame(40001, 40000, block)).info).toBe('Data Packet, Block: 7');
    expect(decodeFrame(udpFrame(40000, 40001, fromHex('0004 0007'))).info).toBe('Acknowledgement, Block: 7');
    expect(decodeFrame(udpFrame(40001, 40000, block.subarray(1))).protocol).toBe('UDP');
  });
});

describe('Socks', () => {
  it('shows requests of versions 4 and 5', () => {
    const four = tcpFrame(40000, 1080, fromHex('04 01 0050 c0000207 00'));
    expect(decodeFrame(four).info).toBe('Version 4, Connect 192.0.2.7:80');
    const five = tcpFrame(40000, 1080, join(fromHex('05 01 00 03 03'), fromText('a.b'), fromHex('01bb')));
    expect(decodeFrame(five).info).toBe('Version 5, Connect a.b:443');
    expect(decodeFrame(tcpFrame(40000, 1080, fromHex('0502'))).protocol).toBe('TCP');
    expectSurvivesCuts(four);
    expectSurvivesCuts(five);
  });
});

describe('Git', () => {
  it('shows lines by their lengths', () => {
    const lines = tcpFrame(40000, 9418, fromText('000cwant abc0000'));
    expect(decodeFrame(lines).info).toBe('want abc');
    expect(decodeFrame(lines).tree).toContain('Flush');
    expectSurvivesCuts(lines);
  });
});

describe('the PROXY preamble', () => {
  it('is named, and what follows decoded', () => {
    const frame = tcpFrame(
      40000,
      7000,
      fromText('PROXY TCP4 192.0.2.1 192.0.2.2 5 80\r\nGET / HTTP/1.1\r\nHost: a.b\r\n\r\n'),
    );
    expect(decodeFrame(frame).protocol).toBe('HTTP');
    expect(decodeFrame(frame).tree).toContain('For: PROXY TCP4 192.0.2.1 192.0.2.2 5 80 [54+37]');
    const binary = join(fromText('\r\n\r\n\0\r\nQUIT\n'), fromHex('21 11 000c c0000201 c0000202 0005 0050'));
    expect(decodeFrame(tcpFrame(40000, 7000, binary)).info).toBe('PROXY 192.0.2.1:5 → 192.0.2.2:80');
    expectSurvivesCuts(frame);
    expectSurvivesCuts(tcpFrame(40000, 7000, binary));
  });
});

describe('Z39.50', () => {
  it('names its message', () => {
    const search = tcpFrame(40000, 210, fromHex('b6 04 02010700'));
    expect(decodeFrame(search).info).toBe('Search Request');
    expect(decodeFrame(tcpFrame(40000, 210, fromHex('30 04 02010700'))).protocol).toBe('TCP');
    expectSurvivesCuts(search);
  });
});
