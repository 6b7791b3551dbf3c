import { describe, expect, it } from 'vitest';
import { Talks, type TalksOptions } from '../../testing/talks.ts';
import { RareProtocol } from './rare-protocol.ts';

const client = '10.0.0.5';
const server = '10.0.0.9';

function talks(options?: TalksOptions): Talks {
  return new Talks(tools => [new RareProtocol(tools)], options);
}

function live(all: Talks, conversations: number): void {
  for (let count = 0; count < conversations; count += 1) {
    all.tcp(client, server, 80).say('GET / HTTP/1.1\r\nHost: a\r\n\r\n').answer('HTTP/1.1 200 OK\r\n\r\n');
    all.now += 1;
  }
}

function irc(all: Talks, to = server): void {
  all.tcp(client, to, 6667).say('NICK anna\r\n').answer(':irc.example 001 anna :welcome\r\n');
}

describe('a protocol that is hardly ever spoken', () => {
  it('is told of once the network is known, once', () => {
    const all = talks();
    live(all, 1500);
    for (let count = 0; count < 3; count += 1) irc(all);
    expect(all.found).toMatchObject([{ kind: 'rare-protocol', protocol: 'IRC', port: 6667 }]);
    expect(all.found[0]?.measures[0]?.oddness).toBeGreaterThan(20);
  });

  it('is not told of while everything is new', () => {
    const early = talks({ learnedSeconds: () => 100 });
    live(early, 1500);
    irc(early);
    const few = talks();
    live(few, 50);
    irc(few);
    expect([...early.found, ...few.found]).toEqual([]);
  });

  it('is told of at once where it should not leave the network', () => {
    const all = talks({ learnedSeconds: () => 0 });
    irc(all, '93.184.216.34');
    expect(all.found).toMatchObject([{ protocol: 'IRC', details: ['leaves this network'] }]);
  });

  it('is known by its port where nobody knows it, if the port means anything', () => {
    const all = talks();
    live(all, 1500);
    all.tcp(client, server, 4711).say('\u0001\u0002').answer('\u0003\u0004');
    all.tcp(client, server, 50_123).say('\u0001\u0002').answer('\u0003\u0004');
    expect(all.found).toMatchObject([{ protocol: 'TCP', port: 4711 }]);
  });

  it('never fills the list', () => {
    const all = talks();
    for (let port = 2000; port < 2060; port += 1) {
      live(all, 300);
      all.tcp(client, server, port).say('\u0001\u0002').answer('\u0003\u0004');
    }
    const hours = (60 * 300) / 3600;
    expect(all.found.length).toBeLessThan(hours * 4 + 5);
  });

  it('needs an answer', () => {
    const all = talks();
    live(all, 1500);
    all.tcp(client, server, 6667).say('NICK anna\r\n');
    expect(all.found).toEqual([]);
  });
});
