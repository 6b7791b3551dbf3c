import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Reader, type Response } from 'mmdb-lib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCapture } from '../capture/read-capture.ts';
import { pcapFile } from '../testing/capture-files.ts';
import { Collector } from '../testing/collect.ts';
import { ethernetFrame, fromHex, fromText, ipv6Frame, join as joined, udpFrame } from '../testing/frames.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { fixIpv4Header, fixTransport, wordSum } from './checksums.ts';
import { siteAddresses } from './layout.ts';
import { Replacements } from './replacements.ts';
import { rewriteCapture } from './rewrite.ts';
import { worldAddresses, worldPrefixes } from './world-addresses.ts';

function codeOf(record: unknown): unknown {
  return (record as { country_code?: unknown } | null)?.country_code;
}

function replaced(text: string): string {
  const bytes = fromText(text);
  new Replacements().inText(bytes, 0, bytes.length);
  return new TextDecoder().decode(bytes);
}

describe('other addresses', () => {
  it('are as long as those they stand for, and lie in the country they are meant to', () => {
    const database = fileURLToPath(
      import.meta.resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'),
    );
    const reader = new Reader<Response>(readFileSync(database));
    for (const [from, to, country] of worldAddresses) {
      expect(to.length, from).toBe(from.length);
      // Blocks of addresses change hands: a few may have moved since they were picked.
      expect(codeOf(reader.get(to)), to).toBeDefined();
      expect(country).toMatch(/^[A-Z]{2}$/);
    }
    const right = worldAddresses.filter(([, to, country]) => codeOf(reader.get(to)) === country);
    expect(right.length).toBeGreaterThan(worldAddresses.length * 0.9);
    for (const [from, to] of worldPrefixes) expect(to.length).toBe(from.length);
    const known = worldAddresses.map(([from]) => from);
    expect(known).toEqual(expect.arrayContaining([...siteAddresses('web'), ...siteAddresses('cdn')]));
    expect(new Set(worldAddresses.map(([, to]) => to)).size).toBe(worldAddresses.length);
  });

  it('are put into texts where a whole address stands', () => {
    expect(replaced('c=IN IP4 192.0.2.40\r\n')).toBe('c=IN IP4 10.10.1.40\r\n');
    expect(replaced('1192.0.2.40')).toBe('1192.0.2.40');
    const [from = '', to = ''] = worldAddresses.find(([one]) => one === '198.51.100.10') ?? [];
    expect(replaced(`<${from}>`)).toBe(`<${to}>`);
    expect(replaced('198.51.100.109')).not.toContain(to);
    expect(replaced('[2001:db8:1::a]')).toBe('[fd00:db8:1::a]');
  });
});

describe('a rewritten recording', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder[Symbol.dispose]());

  it('keeps everything but the addresses, with checksums that are right', async () => {
    const dns = udpFrame(
      53,
      4000,
      fromHex('abcd 8180 0001 0001 0000 0000 0161 00 0001 0001 c00c 0001 0001 00000e10 0004 c0000228'),
    );
    const six = ipv6Frame(17, joined(fromHex('0035 0fa0 000c 0000'), fromHex('01020304')));
    const arp = ethernetFrame(
      0x0806,
      fromHex('0001080006040002 020000000001 c0000209 020000000002 c0000202'),
    );
    const frames = [dns, six, arp];
    for (const [frame, isIpv4] of [
      [dns, true],
      [six, false],
    ] as const) {
      if (isIpv4) fixIpv4Header(frame, 14);
      frame[14 + (isIpv4 ? 26 : 46)] = 1;
      fixTransport(frame, 14, isIpv4, 17);
    }
    const path = join(folder.path, 'a.pcap');
    writeFileSync(path, pcapFile(frames.map((data, index) => ({ seconds: 100 + index, fraction: 7, data }))));
    expect(await rewriteCapture(path, join(folder.path, 'b.pcapng'))).toBe(3);
    const collector = new Collector();
    readCapture(readFileSync(join(folder.path, 'b.pcapng')), collector);
    const [answer, datagram, reply] = collector.packetList.map(({ data }) => data);
    expect(Buffer.from(answer ?? []).toString('hex')).toContain('00040a0a0128');
    expect(
      Buffer.from(answer ?? [])
        .subarray(26, 34)
        .toString('hex'),
    ).toBe('0a0a01010a0a0102');
    expect(wordSum(answer ?? fromHex(''), 14, 34)).toBe(0xffff);
    const length = (answer?.length ?? 0) - 34;
    expect(wordSum(answer ?? fromHex(''), 26, (answer ?? []).length, 17 + length)).toBe(0xffff);
    // 2001:db8::1 is none of the lab's.
    expect(datagram).toEqual(six);
    expect(Buffer.from(reply ?? []).toString('hex')).toContain('0a0a0109020000000002' + '0a0a0102');
    expect(collector.packetList.map(({ seconds }) => seconds)).toEqual([100, 101, 102]);
  });
});
