import { describe, expect, it } from 'vitest';
import { expectSurvivesCuts } from '../testing/cuts.ts';
import { decodeFrame, fromText, tcpFrame, udpFrame } from '../testing/frames.ts';
import { readName } from './names.ts';
import { nameHttpHost } from './packet.ts';

const request = fromText('GET /a?b HTTP/1.1\r\nAccept: */*\r\nhOsT:  www.example.com \r\n\r\n');
const response = fromText('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"a":1}');

describe('HTTP', () => {
  it('finds the host of a request, on any port', () => {
    const { packet, protocol, info, tree } = decodeFrame(tcpFrame(40000, 7777, request));
    expect(protocol).toBe('HTTP');
    expect(info).toBe('GET /a?b HTTP/1.1');
    expect(packet.nameKind).toBe(nameHttpHost);
    expect(readName(packet)).toBe('www.example.com');
    expect(tree).toContain('Target: /a?b [58+4]');
    expect(tree).toContain('Accept: */* [73+11]');
  });

  it('names the content of a response', () => {
    const { protocol, info, tree } = decodeFrame(tcpFrame(80, 40000, response));
    expect(protocol).toBe('HTTP/JSON');
    expect(info).toBe('HTTP/1.1 200 OK (application/json)');
    expect(tree).toContain('Status: 200');
    expect(tree).toContain('Body: 7 bytes');
  });

  it('finds the host in the second half of a header', () => {
    const half = fromText('ache-Control: no\r\nHost: split.example\r\n\r\n');
    expect(readName(decodeFrame(tcpFrame(40000, 80, half)).packet)).toBe('split.example');
    expect(decodeFrame(tcpFrame(40000, 81, half)).protocol).toBe('TCP');
  });

  it('calls discovery SSDP, and the middle of a body a continuation', () => {
    const search = fromText('M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n\r\n');
    expect(decodeFrame(udpFrame(40000, 1900, search)).protocol).toBe('SSDP');
    expect(decodeFrame(tcpFrame(80, 40000, fromText('more of it'))).info).toBe('Continuation Data, 10 bytes');
  });

  it('leaves requests of RTSP and SIP to them', () => {
    const options = fromText('OPTIONS rtsp://example/ RTSP/1.0\r\nCSeq: 1\r\n\r\n');
    expect(decodeFrame(tcpFrame(40000, 80, options)).protocol).toBe('RTSP');
  });

  it('shows control characters in a host as escapes', () => {
    const hostile = fromText('GET / HTTP/1.1\r\nHost: a\x1b]0;b\r\n\r\n');
    expect(readName(decodeFrame(tcpFrame(40000, 80, hostile)).packet)).toBe('a\\x1b]0;b');
  });

  it('survives every cut', () => {
    expectSurvivesCuts(tcpFrame(40000, 80, request));
    expectSurvivesCuts(tcpFrame(80, 40000, response));
  });
});
