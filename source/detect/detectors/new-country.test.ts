import { describe, expect, it } from 'vitest';
import { DetectorStand } from '../../testing/detector-stand.ts';
import { tcpFrame } from '../../testing/frames.ts';
import { between } from '../../testing/name-frames.ts';
import { NewCountry } from './new-country.ts';

const client = '192.168.7.2';
const syn = 2;
const synAck = 0x12;

function talk(stand: DetectorStand, to: string, port: number, time: number, isAnswered = true): void {
  stand.frame(between(client, to, tcpFrame(port, 443, new Uint8Array(0), syn)), time);
  if (isAnswered)
    stand.frame(between(to, client, tcpFrame(443, port, new Uint8Array(0), synAck)), time + 0.1);
}

/** The third part of an address says where it is; known after a while. */
function stand(): DetectorStand {
  let asked = 0;
  const made: DetectorStand = new DetectorStand(tools => [new NewCountry(tools)], {
    countryOf: host => {
      asked += 1;
      if (asked % 3 !== 0) return '';
      const address = made.tracker.hosts.address[host * 4 + 3] as number;
      return ['DE', 'US', 'local', 'BR'][(address >>> 8) & 3] as string;
    },
  });
  for (let index = 0; index < 100; index += 1)
    talk(made, `8.8.${index % 3}.${index}`, 2000 + index, 1000 + index * 6);
  return made;
}

describe('countries', () => {
  it('are news when somebody inside begins to talk with one that was never talked with', () => {
    const tried = stand();
    talk(tried, '8.8.3.1', 5000, 1700);
    for (let time = 1701; time < 1710; time += 1) tried.pass(time);
    expect(tried.kinds).toEqual(['new-country']);
    expect(tried.found[0]?.details).toEqual(['BR']);
    talk(tried, '8.8.3.2', 5001, 1800);
    for (let time = 1801; time < 1810; time += 1) tried.pass(time);
    expect(tried.found).toHaveLength(1);
  });

  it('are no news when nobody there answers', () => {
    const tried = stand();
    talk(tried, '8.8.3.1', 5000, 1700, false);
    for (let time = 1701; time < 1800; time += 1) tried.pass(time);
    expect(tried.kinds).toEqual([]);
  });
});
