import { describe, expect, it } from 'vitest';
import { ethernetFrame, fromHex, fromText, join, tcpFrame, udpFrame } from '../testing/frames.ts';
import { type CampaignResult, describeCrasher, fuzzFrames } from '../testing/fuzz.ts';
import { Oracle } from '../testing/fuzz-oracle.ts';
import { corpusFrames, handMadeFrames } from '../testing/seed-frames.ts';
import { protocolNames } from './protocol.ts';

/**
 * Damaged frames must do no damage: no exception, no hang, no byte read outside the frame, nothing unsafe in
 * the summary, the same columns at every level of detail. `./start.sh bench fuzz` goes on for longer.
 */
const framesPerCampaign = 12_500;
const campaigns = 20;
const campaignMilliseconds = 120_000;
/** Decoders give literals as reasons; many more than this would mean that text from the wire got in. */
const mostReasons = 2000;

/** Frames that broke a rule once, rebuilt by hand. */
const crashers: readonly { readonly what: string; readonly frame: Uint8Array; readonly linkType?: number }[] =
  [
    {
      what: 'a PPPoE tag longer than its packet was malformed only for those who asked for details',
      frame: ethernetFrame(0x8863, fromHex('11090000000801010000010300ff')),
    },
    {
      what: 'a syslog priority above 191 was malformed only for those who asked for details',
      frame: udpFrame(514, 514, fromText('<999>message')),
    },
    {
      what: 'an HTTP request line that fills its packet was read one byte too far',
      frame: tcpFrame(40000, 80, fromText('GET /path')),
    },
    {
      what: 'the port of a packet record overflowed its column',
      frame: join(fromHex('0411ffff 80000000'), new Uint8Array(32)),
      linkType: 162,
    },
  ];

const handMade = await handMadeFrames();
const fromCorpus = corpusFrames();
const names = protocolNames().length;

describe('decoding damaged frames', () => {
  it('has something to damage', () => {
    expect(handMade.length).toBeGreaterThan(200);
  });

  for (let campaign = 0; campaign < campaigns; campaign += 1) {
    // Where the corpus is present, every second campaign damages frames of the real world.
    const useCorpus = fromCorpus.length > 0 && campaign % 2 === 1;
    const seeds = useCorpus ? fromCorpus : handMade;
    it(
      `seed ${campaign}: ${framesPerCampaign} frames ${useCorpus ? 'from captures' : 'written by hand'}`,
      () => {
        const result: CampaignResult = fuzzFrames(seeds, framesPerCampaign, campaign);
        expect(result.crashers.map(describeCrasher).join('\n\n')).toBe('');
        expect(result.frames).toBe(framesPerCampaign);
        expect(result.reasons).toBeLessThan(mostReasons);
      },
      campaignMilliseconds,
    );
  }

  for (const { what, frame, linkType = 1 } of crashers) {
    it(`handles what once went wrong: ${what}`, () => {
      const oracle = new Oracle();
      // Some checks are made now and then only.
      for (let attempt = 0; attempt < 64; attempt += 1) {
        expect(oracle.examine(frame, linkType, frame.length)).toBeUndefined();
      }
    });
  }

  it('invents no protocol names', () => {
    expect(protocolNames().length).toBe(names);
  });
});
