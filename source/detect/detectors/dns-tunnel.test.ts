import { describe, expect, it } from 'vitest';
import { DetectorStand } from '../../testing/detector-stand.ts';
import { fromHex, join, udpFrame } from '../../testing/frames.ts';
import { between, dnsName } from '../../testing/name-frames.ts';
import { Random } from '../../testing/random.ts';
import { identityDetectors } from './identity.ts';

const client = '192.168.7.2';
const resolver = '192.168.7.1';
const texts = 16;
const addresses = 1;

function question(name: string, type: number): Uint8Array {
  return join(fromHex('1234 0100 0001 0000 0000 0000'), dnsName(name), Uint8Array.of(0, type, 0, 1));
}

function ask(stand: DetectorStand, name: string, time: number, type = addresses): void {
  stand.frame(between(client, resolver, udpFrame(40_000, 53, question(name, type))), time);
}

function refuse(stand: DetectorStand, name: string, time: number): void {
  const message = question(name, addresses);
  message[2] = 0x81;
  message[3] = 0x83;
  stand.frame(between(resolver, client, udpFrame(53, 40_000, message)), time);
}

const random = new Random(5);
const noise = (letters: number): string =>
  Array.from({ length: letters }, () => 'abcdefghijklmnopqrstuvwxyz234567'[random.below(32)]).join('');

describe('names that carry something', () => {
  it('are noticed within seconds where they carry much', () => {
    const stand = new DetectorStand(identityDetectors);
    for (let index = 0; index < 20; index += 1)
      ask(stand, `${noise(60)}.${noise(60)}.carrier.example`, 1000 + index / 4);
    stand.pass(1010);
    expect(stand.kinds).toEqual(['dns-tunnel']);
    expect(stand.found[0]?.time).toBeLessThanOrEqual(1004);
    expect(stand.found[0]?.details).toEqual(['names below carrier.example']);
  });

  it('are noticed where a bot asks for its orders', () => {
    const stand = new DetectorStand(identityDetectors);
    for (let index = 0; index < 10; index += 1)
      ask(stand, `${noise(12)}.orders.carrier.co.uk`, 1000 + index * 5, texts);
    stand.pass(1060);
    expect(stand.kinds).toEqual(['dns-tunnel']);
    expect(stand.found[0]?.details).toEqual(['names below orders.carrier.co.uk']);
  });

  it('are told by the domain that they share, whatever else is asked for below it', () => {
    const stand = new DetectorStand(identityDetectors);
    ask(stand, 'connectivity.example.net', 999);
    for (let index = 0; index < 20; index += 1) {
      ask(stand, `${noise(60)}.Tunnel.example.net`, 1000 + index / 4, texts);
      if (index % 7 === 0) ask(stand, `site${index}.example.net`, 1000 + index / 4);
    }
    stand.pass(1010);
    expect(stand.kinds).toEqual(['dns-tunnel']);
    expect(stand.found[0]?.details[0]?.toLowerCase()).toBe('names below tunnel.example.net');
  });

  it('are not seen in what else is asked for often', () => {
    const stand = new DetectorStand(identityDetectors);
    const sites = [
      'www',
      'images',
      'static',
      'api',
      'r3---sn-4g5e6nez',
      'r1---sn-4g5edn6k',
      'd111111abcdef8',
    ];
    for (let index = 0; index < 600; index += 1) {
      const time = 1000 + index / 4;
      ask(stand, `${sites[index % sites.length]}.site${index % 3}.example.com`, time);
      ask(stand, `${index % 250}.7.168.192.in-addr.arpa`, time, 12);
      ask(stand, `${index % 250}.2.0.192.blocked.example.net`, time, texts);
      ask(stand, `_dmarc.domain${index}.example`, time, texts);
    }
    stand.pass(2000);
    expect(stand.kinds).toEqual([]);
  });

  it('are not seen in what a resolver asks for others', () => {
    const stand = new DetectorStand(identityDetectors);
    refuse(stand, 'nothing.example', 999);
    for (let index = 0; index < 20; index += 1) {
      const name = `${noise(60)}.carrier.example`;
      stand.frame(
        between(resolver, '198.51.100.7', udpFrame(40_001, 53, question(name, addresses))),
        1000 + index,
      );
    }
    stand.pass(1060);
    expect(stand.kinds).toEqual([]);
  });
});

describe('names that do not exist', () => {
  it('are noticed where one host asks for many', () => {
    const stand = new DetectorStand(identityDetectors);
    for (let index = 0; index < 80; index += 1) {
      ask(stand, `${noise(9)}.example`, 1000 + index / 4);
      refuse(stand, `${noise(9)}.example`, 1000 + index / 4 + 0.1);
    }
    stand.pass(1030);
    expect(stand.kinds).toEqual(['failing-names']);
  });

  it('are not odd now and then', () => {
    const stand = new DetectorStand(identityDetectors);
    for (let index = 0; index < 200; index += 1)
      refuse(stand, `wpad.office${index % 4}.example`, 1000 + index * 4);
    stand.pass(3000);
    expect(stand.kinds).toEqual([]);
  });
});
