import { describe, expect, it } from 'vitest';
import { DetectorStand } from '../../testing/detector-stand.ts';
import { fromHex, join } from '../../testing/frames.ts';
import { neighbourFrame } from '../../testing/neighbour-frames.ts';
import { identityDetectors } from './identity.ts';

const everybody = 'ff02 0000 0000 0000 0000 0000 0000 0001';
const ours = { card: '00:0d:b9:00:00:01', address: 'fe80 0000 0000 0000 020d b9ff fe00 0001' };
const other = { card: '00:0d:b9:00:00:66', address: 'fe80 0000 0000 0000 020d b9ff fe00 0066' };
const client = { card: '00:0d:b9:00:00:02', address: 'fd00 0000 0000 0000 0000 0000 0000 0002' };
const gateway = 'fd00 0000 0000 0000 0000 0000 0000 0001';
const high = 0x08;

type Machine = typeof ours;

function advertise(stand: DetectorStand, who: Machine, time: number, lifetime = 1800, flags = 0): void {
  const prefix = 'fd00 0000 0000 0001 0000 0000 0000 0000';
  const message = join(
    Uint8Array.of(134, 0, 0, 0, 64, flags, lifetime >> 8, lifetime & 255),
    new Uint8Array(8),
    fromHex(`03 04 40 c0 00015180 00003840 00000000 ${prefix}`),
  );
  stand.frame(neighbourFrame(who.card, who.address, everybody, message), time);
}

/** `address` is at the card of `who`. */
function say(stand: DetectorStand, who: Machine, address: string, time: number, flags = 0xe0): void {
  const message = join(
    Uint8Array.of(136, 0, 0, 0, flags, 0, 0, 0),
    fromHex(address),
    fromHex(`02 01 ${who.card.replaceAll(':', '')}`),
  );
  stand.frame(neighbourFrame(who.card, address, client.address, message), time);
}

function ask(stand: DetectorStand, about: string, time: number): void {
  const message = join(
    Uint8Array.of(135, 0, 0, 0, 0, 0, 0, 0),
    fromHex(about),
    fromHex(`01 01 ${client.card.replaceAll(':', '')}`),
  );
  stand.frame(neighbourFrame(client.card, client.address, everybody, message), time);
}

function learned(seconds: number): DetectorStand {
  const stand = new DetectorStand(identityDetectors, { learnedSeconds: () => seconds });
  for (let time = 1000; time < 4000; time += 200) {
    advertise(stand, ours, time);
    ask(stand, gateway, time + 1);
    say(stand, ours, gateway, time + 1.1);
    say(stand, other, other.address, time + 2);
  }
  return stand;
}

describe('routers', () => {
  it('that were never here are noticed at once', () => {
    const stand = learned(86_400);
    advertise(stand, other, 5000);
    stand.pass(5002);
    expect(stand.kinds).toEqual(['router-spoofing']);
  });

  it('are noticed early when they want to be preferred to the one there is', () => {
    const stand = learned(60);
    advertise(stand, other, 5000, 1800, high);
    stand.pass(5002);
    expect(stand.kinds).toEqual(['router-spoofing']);
  });

  it('are spoken for by nobody else', () => {
    const stand = learned(60);
    advertise(stand, { card: other.card, address: ours.address }, 5000, 0);
    stand.pass(5002);
    expect(stand.kinds).toEqual(['router-spoofing']);
    expect(stand.found[0]?.target).toBeDefined();
  });

  it('are two where nobody watched for long', () => {
    const stand = learned(60);
    for (let time = 5000; time < 6000; time += 200) {
      advertise(stand, other, time);
      advertise(stand, ours, time + 3);
    }
    expect(stand.kinds).toEqual([]);
  });

  it('change their prefix, and say when they go', () => {
    const stand = learned(86_400);
    advertise(stand, ours, 5000, 0);
    advertise(stand, other, 5001, 0);
    stand.pass(5003);
    expect(stand.kinds).toEqual([]);
  });
});

describe('neighbours', () => {
  it('are spoofed by who tells one of them, unasked, that he is another', () => {
    const stand = learned(86_400);
    for (let time = 5000; time < 5010; time += 2) say(stand, other, gateway, time);
    expect(stand.kinds).toEqual(['neighbour-spoofing']);
  });

  it('are not spoofed by a proxy, which does not replace what is known', () => {
    const stand = learned(86_400);
    for (let time = 5000; time < 5020; time += 2) say(stand, other, gateway, time, 0x40);
    expect(stand.kinds).toEqual([]);
  });
});
