import { describe, expect, it } from 'vitest';
import { fromHex, fromText, join } from '../../testing/frames.ts';
import { Talks, type TalksOptions } from '../../testing/talks.ts';
import { UnusualMessage } from './unusual-message.ts';

const client = '10.0.0.5';
const server = '10.0.0.9';

function talks(options?: TalksOptions): Talks {
  return new Talks(tools => [new UnusualMessage(tools)], options);
}

function modbus(code: number): Uint8Array {
  return join(fromHex('00 01 00 00 00 06 01'), Uint8Array.of(code), fromHex('00 00 00 01'));
}

function dnp3(code: number): Uint8Array {
  return join(fromHex('05 64 0b c4 01 00 02 00 aa bb c0 c0'), Uint8Array.of(code), fromHex('3c 02 06 00 00'));
}

function iec104(type: number): Uint8Array {
  return join(fromHex('68 0e 00 00 00 00'), Uint8Array.of(type), fromHex('01 06 00 01 00 00 00 00 14'));
}

function s7(code: number): Uint8Array {
  return join(
    fromHex('03 00 00 19 02 f0 80 32 01 00 00 00 01 00 08 00 00'),
    Uint8Array.of(code),
    new Uint8Array(7),
  );
}

function subscribe(topic: string): Uint8Array {
  return join(
    Uint8Array.of(0x82, topic.length + 5, 0, 1, 0, topic.length),
    fromText(topic),
    Uint8Array.of(0),
  );
}

const cases: readonly (readonly [string, number, Uint8Array, Uint8Array, string])[] = [
  ['Modbus', 502, modbus(3), modbus(5), 'write single coil'],
  ['DNP3', 20_000, dnp3(1), dnp3(13), 'cold restart'],
  ['IEC 104', 2404, iec104(100), iec104(45), 'single command'],
  ['S7', 102, s7(4), s7(0x29), 'stop program'],
  ['MQTT', 1883, subscribe('house/door'), subscribe('#'), 'subscribe to everything'],
];

describe('a message nobody sent before', () => {
  it.each(cases)('is told of in %s', (name, port, usual, unusual, words) => {
    const all = talks();
    const talk = all.tcp(client, server, port);
    for (let count = 0; count < 150; count += 1) {
      talk.say(usual);
      all.now += 1;
    }
    for (let count = 0; count < 3; count += 1) talk.say(unusual);
    expect(all.found).toMatchObject([
      { kind: 'unusual-message', protocol: name, port, details: [words, 'changes something'] },
    ]);
  });

  it('is told of when another client sends it', () => {
    const all = talks();
    const talk = all.tcp(client, server, 502);
    for (let count = 0; count < 150; count += 1) {
      talk.say(modbus(5));
      all.now += 1;
    }
    all.tcp('10.0.0.6', server, 502).say(modbus(5));
    expect(all.found).toHaveLength(1);
  });

  it('is nothing before the habits are known, and nothing when the server says it', () => {
    const all = talks();
    all.tcp(client, server, 502).say(modbus(3)).say(modbus(5)).say(modbus(16)).answer(modbus(6));
    const frozen = talks({ learning: () => false });
    for (let count = 0; count < 300; count += 1) {
      frozen.tcp(client, server, 502).say(modbus(count % 20));
      frozen.now += 1;
    }
    expect([...all.found, ...frozen.found]).toEqual([]);
  });

  it('is remembered', () => {
    const all = talks();
    const talk = all.tcp(client, server, 502);
    for (let count = 0; count < 150; count += 1) {
      talk.say(modbus(3));
      all.now += 1;
    }
    const other = talks();
    const section = all.detectors[0]?.save();
    expect(section && other.detectors[0]?.load(section)).toBeUndefined();
    other.now += 200;
    other.tcp(client, server, 502).say(modbus(3)).say(modbus(6));
    expect(other.found).toMatchObject([{ details: ['write single register', 'changes something'] }]);
  });

  it('is not a publication, however new', () => {
    const all = talks();
    const talk = all.tcp(client, server, 1883);
    for (let count = 0; count < 200; count += 1) {
      talk.say(subscribe('a'));
      all.now += 1;
    }
    talk.say(join(fromHex('30 06 00 01 62'), fromText('one')));
    expect(all.found).toEqual([]);
  });
});
