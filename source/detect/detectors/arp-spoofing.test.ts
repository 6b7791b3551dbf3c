import { describe, expect, it } from 'vitest';
import { DetectorStand } from '../../testing/detector-stand.ts';
import { arpFrame } from '../../testing/neighbour-frames.ts';
import { identityDetectors } from './identity.ts';
import { partyText } from './identity-words.ts';

const router = { card: '00:0d:b9:00:00:01', address: '192.168.7.1' };
const client = { card: '00:0d:b9:00:00:02', address: '192.168.7.2' };
const guest = { card: '00:0d:b9:00:00:66', address: '192.168.7.66' };
type Machine = typeof router;

function use(stand: DetectorStand, who: Machine, about: string, time: number, address = who.address): void {
  stand.frame(arpFrame({ operation: 'request', card: who.card, sender: address, target: about }), time);
}

function tell(stand: DetectorStand, who: Machine, address: string, to: Machine, time: number): void {
  const message = {
    operation: 'reply',
    card: who.card,
    sender: address,
    target: to.address,
    to: to.card,
  } as const;
  stand.frame(arpFrame(message), time);
}

function announce(stand: DetectorStand, who: Machine, address: string, time: number): void {
  stand.frame(arpFrame({ operation: 'request', card: who.card, sender: address, target: address }), time);
}

/** Everybody was here for an hour and was heard often. */
function network(): DetectorStand {
  const stand = new DetectorStand(identityDetectors);
  for (let time = 1000; time < 4600; time += 60) {
    for (const who of [router, client, guest]) {
      const other = who === router ? client : router;
      use(stand, who, other.address, time);
      tell(stand, other, other.address, who, time);
    }
  }
  return stand;
}

describe('ARP', () => {
  it('is spoofed when one card tells others, unasked, that it has their addresses', () => {
    const stand = network();
    for (let time = 5000; time < 5010; time += 2) {
      tell(stand, guest, router.address, client, time);
      tell(stand, guest, client.address, router, time + 0.1);
      use(stand, router, guest.address, time + 1);
    }
    expect(stand.kinds).toEqual(['arp-spoofing']);
    const [first] = stand.found;
    expect(first?.actor && partyText(first.actor)).toBe(guest.address);
    expect(stand.found.map(({ target }) => target && partyText(target))).toContain(router.address);
    expect(first?.time).toBeLessThanOrEqual(5003);
  });

  it('is spoofed when a known address is announced again and again while its owner is there', () => {
    const stand = network();
    for (let time = 5000; time < 5012; time += 1) {
      announce(stand, guest, router.address, time);
      use(stand, router, client.address, time + 0.5);
    }
    expect(stand.kinds).toEqual(['arp-spoofing']);
  });

  it('is not spoofed by an answer to a question, once', () => {
    const stand = network();
    use(stand, client, router.address, 5000);
    tell(stand, router, router.address, client, 5000.1);
    tell(stand, guest, router.address, client, 5000.2);
    stand.pass(5100);
    expect(stand.kinds).toEqual([]);
  });

  it('shows two machines with the same address, both of which use it', () => {
    const stand = network();
    const device = { card: '00:11:22:00:00:09', address: client.address };
    for (let time = 5000; time < 5020; time += 2) {
      use(stand, device, router.address, time);
      tell(stand, router, router.address, device, time + 0.1);
      use(stand, client, router.address, time + 1);
    }
    expect(stand.kinds).toContain('address-conflict');
    expect(stand.kinds).not.toContain('arp-spoofing');
    expect(stand.found[0]?.actor).toBeUndefined();
  });
});

describe('nobody is accused', () => {
  it('when a device comes back with another card', () => {
    const stand = network();
    const again = { card: 'de:ad:be:00:00:01', address: client.address };
    for (let time = 5000; time < 5200; time += 5) {
      announce(stand, again, again.address, time);
      use(stand, again, router.address, time + 0.1);
    }
    expect(stand.kinds).not.toContain('arp-spoofing');
    expect(stand.kinds).not.toContain('address-conflict');
  });

  it('when a router takes over the address of a group from one that is silent', () => {
    const stand = network();
    const spare = { card: '00:0d:b9:00:00:03', address: '192.168.7.3' };
    for (let time = 4600; time < 4700; time += 10) use(stand, spare, client.address, time);
    for (let time = 5000; time < 5020; time += 2) announce(stand, spare, router.address, time);
    for (let time = 5020; time < 5200; time += 10) use(stand, spare, client.address, time, router.address);
    expect(stand.kinds).not.toContain('arp-spoofing');
    expect(stand.kinds).not.toContain('address-conflict');
  });

  it.each(['00:00:5e:00:01:0a', '00:00:0c:07:ac:01', '00:00:0c:9f:f0:01', '00:07:b4:00:01:01'])(
    'when the shared card %s of a group of routers is announced',
    card => {
      const stand = network();
      for (let time = 5000; time < 5020; time += 2) {
        announce(stand, { card, address: router.address }, router.address, time);
        use(stand, router, client.address, time + 1);
      }
      expect(stand.kinds).not.toContain('arp-spoofing');
    },
  );

  it('when a router answers for machines that are elsewhere', () => {
    const stand = network();
    for (let index = 0; index < 40; index += 1) {
      const time = 5000 + index;
      const away = `192.168.7.${100 + index}`;
      use(stand, client, away, time);
      tell(stand, router, away, client, time + 0.1);
    }
    expect(stand.kinds).not.toContain('arp-spoofing');
  });

  it('when a machine with two cards in one network answers with both', () => {
    const stand = new DetectorStand(identityDetectors);
    const twin = { card: '00:0d:b9:00:00:0a', address: '192.168.7.10' };
    const other = { card: '00:0d:b9:00:00:0b', address: '192.168.7.11' };
    for (let time = 1000; time < 5000; time += 30) {
      use(stand, client, twin.address, time);
      tell(stand, twin, twin.address, client, time + 0.1);
      tell(stand, other, twin.address, client, time + 0.1);
      use(stand, client, other.address, time + 5);
      tell(stand, other, other.address, client, time + 5.1);
    }
    expect(stand.kinds).not.toContain('arp-spoofing');
  });
});
