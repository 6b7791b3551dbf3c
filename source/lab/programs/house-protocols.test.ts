import { describe, expect, it } from 'vitest';
import { ippAnswer, ippOperations, ippRequest, readIppHead } from './ipp.ts';
import { receiverReportPacket, rtpPacket, senderReportPacket } from './rtp.ts';
import { answerHeaders, audioPort, parseSip, sessionDescription, writeSip } from './sip.ts';

describe('SIP', () => {
  it('reads what it writes', () => {
    const body = sessionDescription('192.0.2.11', 16_384);
    const text = writeSip('INVITE sip:100@198.51.100.200 SIP/2.0', [['To', '<sip:100@host>']], body);
    const message = parseSip(text);
    expect(message.first).toBe('INVITE sip:100@198.51.100.200 SIP/2.0');
    expect(message.headers.get('to')).toBe('<sip:100@host>');
    expect(message.headers.get('content-length')).toBe(String(body.length));
    expect(audioPort(message.body)).toBe(16_384);
  });

  it('answers with the headers of the request, and a tag of its own only where there is none', () => {
    const headers = [
      ['Via', 'v'],
      ['From', 'f;tag=1'],
      ['To', 't'],
      ['Call-ID', 'c'],
      ['CSeq', '2 BYE'],
    ] as const;
    const request = parseSip(writeSip('BYE sip:a SIP/2.0', headers));
    expect(answerHeaders(request, 'x')).toContainEqual(['To', 't;tag=x']);
    const again = parseSip(writeSip('SIP/2.0 200 OK', answerHeaders(request, 'x')));
    expect(answerHeaders(again, 'y')).toContainEqual(['To', 't;tag=x']);
  });
});

describe('RTP', () => {
  it('puts header and sound together', () => {
    const header = { payloadType: 0, sequence: 65_537, timestamp: 160, source: 0xca3e_7a01, marker: true };
    expect(rtpPacket(header, Uint8Array.of(1, 2)).toString('hex')).toBe('80800001000000a0ca3e7a010102');
  });

  it('reports with the lengths the headers say', () => {
    const sent = senderReportPacket(1, { packets: 2, bytes: 320, timestamp: 320 }, 0.5);
    expect(sent.readUInt16BE(2)).toBe(sent.length / 4 - 1);
    expect(sent.readUInt32BE(8)).toBe(2_208_988_800);
    expect(sent.readUInt32BE(12)).toBe(2 ** 31);
    const received = receiverReportPacket(1, 2, 3);
    expect(received.readUInt16BE(2)).toBe(received.length / 4 - 1);
  });
});

describe('IPP', () => {
  it('answers the request that was asked', () => {
    const request = ippRequest(ippOperations.printJob, 7, 'ipp://printer/ipp/print', 'letter', 'page');
    const head = readIppHead(request);
    expect(head).toEqual({ operation: ippOperations.printJob, id: 7 });
    if (head === undefined) return;
    const answer = ippAnswer(head, 3);
    expect(answer.readUInt16BE(2)).toBe(0);
    expect(answer.readUInt32BE(4)).toBe(7);
    expect(answer.includes('job-id')).toBe(true);
    expect(answer.at(-1)).toBe(3);
  });

  it('has nothing to say to what is too short', () => {
    expect(readIppHead(Buffer.alloc(3))).toBeUndefined();
  });
});
