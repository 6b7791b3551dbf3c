import { describe, expect, it } from 'vitest';
import { serverHello } from '../../testing/certificates.ts';
import { Talks } from '../../testing/talks.ts';
import { handshake, helloBody, record, serverNameExtension } from '../../testing/tls-hello.ts';
import { ipv4Party } from '../host-key.ts';
import { Mining } from './mining.ts';

const client = '10.0.0.5';
const pool = '93.184.216.34';

function talks(): Talks {
  return new Talks(tools => [new Mining(tools)]);
}

function secure(all: Talks, name: string, port: number): void {
  const hello = helloBody({ extensions: [serverNameExtension(name)] });
  all
    .tcp(client, pool, port)
    .say(record(22, handshake(1, hello)))
    .answer(record(22, handshake(2, serverHello())));
}

describe('mining', () => {
  it.each([
    '{"id":1,"method":"mining.subscribe","params":["cpuminer/2.5.1"]}\n',
    '{"params": ["a", "b"], "id": 4, "method": "mining.submit"}\n',
    '{"id":1,"jsonrpc":"2.0","method":"eth_submitLogin","params":["0xab"]}\n',
    '{"id":1,"jsonrpc":"2.0","method":"login","params":{"login":"4A","pass":"x","agent":"XMRig","algo":["rx/0"]}}\n',
  ])('is known by what a miner says: %s', line => {
    const all = talks();
    all.tcp(client, pool, 3333).say(line);
    expect(all.found).toMatchObject([{ kind: 'mining', actor: ipv4Party(0x0a000005), port: 3333 }]);
  });

  it('is known by what the pool says, and who mines is the same', () => {
    const all = talks();
    all.tcp(client, pool, 3333).answer('{"id":null,"method":"mining.notify","params":["1f","00"]}\n');
    expect(all.found).toMatchObject([{ actor: ipv4Party(0x0a000005), target: ipv4Party(0x5db8d822) }]);
  });

  it.each([
    ['xmr-eu1.nanopool.org', 443, 1],
    ['pool.supportxmr.com', 9000, 1],
    ['stratum.example.org', 14_444, 1],
    ['eu.stratum.example.org', 3333, 1],
    ['pool.example.org', 443, 0],
    ['carpool.example.org', 14_444, 0],
    ['whirlpool-spa.example.org', 14_444, 0],
    ['api.example.org', 14_444, 0],
  ])('over TLS is known by names only: %s at %i', (name, port, expected) => {
    const all = talks();
    secure(all, name, port);
    expect(all.found).toHaveLength(expected);
  });

  it('is not just any JSON', () => {
    const all = talks();
    all.tcp(client, pool, 3333).say('{"id":1,"method":"subscribe","params":["mining news"]}\n');
    all
      .tcp(client, pool, 3333)
      .say('{"jsonrpc":"2.0","method":"login","params":{"user":"anna","nonce":1}}\n');
    all.tcp(client, pool, 3333).say('{');
    expect(all.found).toEqual([]);
  });
});
