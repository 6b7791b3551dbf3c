import { describe, expect, it } from 'vitest';
import { fromHex, ipv4Frame, join, udpFrame } from '../../testing/frames.ts';
import { addressed, Talks } from '../../testing/talks.ts';
import { ipv4Party } from '../host-key.ts';
import { VolumeDetectors } from './volume.ts';

const victim = '10.0.0.9';
const server = '10.0.0.53';
const ipHeaderAt = 14;

/** A question of `asked` bytes in the victim's name, an answer, and the victim's refusal of it. */
function exchange(talks: Talks, asked: number, answered: number, isRefused: boolean, port = 53): void {
  talks.datagram(victim, server, 40_000, port, new Uint8Array(asked));
  const answer = addressed(udpFrame(port, 40_000, new Uint8Array(answered)), server, victim);
  talks.frame(answer);
  if (!isRefused) return;
  const quoted = answer.slice(ipHeaderAt, ipHeaderAt + 28);
  talks.frame(addressed(ipv4Frame(1, join(fromHex('03 03 00 00 00 00 00 00'), quoted)), victim, server));
}

function talks(): Talks {
  return new Talks(tools => [new VolumeDetectors(tools)]);
}

function kindsAfter(count: number, exchanged: (all: Talks) => void): string[] {
  const all = talks();
  for (let index = 0; index < count; index += 1) {
    exchanged(all);
    all.now += 0.05;
  }
  all.now += 1;
  all.datagram('10.0.0.1', '10.0.0.2', 1, 2, new Uint8Array(4));
  return all.kinds();
}

describe('answers that are refused', () => {
  it('tell that somebody asked in another name', () => {
    const all = talks();
    for (let index = 0; index < 6; index += 1) exchange(all, 40, 400, true);
    all.now += 1;
    all.datagram('10.0.0.1', '10.0.0.2', 1, 2, new Uint8Array(4));
    expect(all.found).toMatchObject([
      {
        kind: 'amplification',
        actor: undefined,
        target: ipv4Party(0x0a000009),
        port: -1,
        fromPort: 53,
        protocol: 'DNS',
      },
    ]);
    expect(all.found[0]?.measures[0]).toMatchObject({ value: 6, windowSeconds: 10 });
  });

  it('are nothing where they are few, small, taken, or of no such service', () => {
    expect(kindsAfter(4, all => exchange(all, 40, 400, true))).toEqual([]);
    expect(kindsAfter(12, all => exchange(all, 40, 40, true))).toEqual([]);
    expect(kindsAfter(12, all => exchange(all, 40, 400, false))).toEqual([]);
    expect(kindsAfter(12, all => exchange(all, 40, 400, true, 5000))).toEqual([]);
  });

  it('tell also where nobody was seen asking', () => {
    const all = talks();
    for (let index = 0; index < 6; index += 1) {
      const answer = addressed(udpFrame(53, 40_000, new Uint8Array(120)), server, victim);
      all.frame(answer);
      const quoted = answer.slice(ipHeaderAt, ipHeaderAt + 28);
      all.frame(addressed(ipv4Frame(1, join(fromHex('03 03 00 00 00 00 00 00'), quoted)), victim, server));
    }
    all.now += 1;
    all.datagram('10.0.0.1', '10.0.0.2', 1, 2, new Uint8Array(4));
    expect(all.kinds()).toEqual(['amplification']);
  });

  it('may be quoted as damaged as anybody likes', () => {
    const all = talks();
    for (let length = 0; length < 40; length += 1) {
      const frame = ipv4Frame(1, join(fromHex('03 03 00 00 00 00 00 00'), new Uint8Array(length).fill(0x4f)));
      all.frame(addressed(frame, victim, server));
      all.now += 0.1;
    }
    expect(all.kinds()).toEqual([]);
  });
});
