import { describe, expect, it } from 'vitest';
import { wordSum } from '../checksums.ts';
import { addressBytes, allNodes, neighbourAdvertisement, routerAdvertisement } from './neighbour-frames.ts';

const ends = {
  sourceMac: '9c:b6:d0:77:0c:90',
  source: 'fe80::bad:66',
  destinationMac: allNodes.mac,
  destination: allNodes.address,
};
const ipv6At = 14;
const bodyAt = 54;

/** With its checksum in it, everything ICMPv6 sums over is all ones. */
function sumOf(frame: Uint8Array): number {
  const pseudo = 58 + frame.length - bodyAt + wordSum(frame, ipv6At + 8, bodyAt);
  return wordSum(frame, bodyAt, frame.length, pseudo);
}

describe('frames of neighbour discovery', () => {
  it('writes addresses with and without a gap', () => {
    expect(addressBytes('ff02::1')).toEqual([0xff, 2, ...new Array<number>(13).fill(0), 1]);
    expect(addressBytes('2001:db8:1::b').slice(0, 6)).toEqual([0x20, 1, 0x0d, 0xb8, 0, 1]);
    expect(addressBytes('1:2:3:4:5:6:7:8')).toEqual([0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]);
  });

  it('advertises a router with a preference, and takes it back', () => {
    const lie = routerAdvertisement(ends, 1800, '2001:db8:1::5a');
    const truth = routerAdvertisement(ends, 0, '2001:db8:1::5a');
    expect([lie[bodyAt], lie[bodyAt + 5], truth[bodyAt + 5]]).toEqual([134, 8, 0]);
    expect([lie[bodyAt + 6], lie[bodyAt + 7], truth[bodyAt + 7]]).toEqual([7, 8, 0]);
    expect([sumOf(lie), sumOf(truth)]).toEqual([0xffff, 0xffff]);
  });

  it('advertises an address at a place', () => {
    const frame = neighbourAdvertisement(ends, '2001:db8:1::1', ends.sourceMac);
    expect(frame[bodyAt]).toBe(136);
    expect([...frame.subarray(-6)]).toEqual([0x9c, 0xb6, 0xd0, 0x77, 0x0c, 0x90]);
    expect(sumOf(frame)).toBe(0xffff);
  });
});
