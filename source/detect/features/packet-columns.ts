import type { FeatureColumn, LevelSchema } from '../levels.ts';

function rarity(name: string, words: string, group: string): FeatureColumn {
  return { name, words, form: 'rarity', unit: 'rarity', group };
}

function logarithm(name: string, words: string, unit: FeatureColumn['unit'], group: string): FeatureColumn {
  return { name, words, form: 'log', unit, group };
}

export const packetSchema: LevelSchema = {
  level: 'packet',
  columns: [
    logarithm('length', 'packet size', 'bytes', 'size'),
    rarity('lengthGiven', 'size for what these two say to each other', 'size'),
    rarity('flags', 'TCP flags', 'flags'),
    rarity('protocol', 'protocol', 'service'),
    rarity('service', 'port', 'service'),
    rarity('tuple', 'this source, destination and service together', 'pair'),
    rarity('pair', 'this source to this destination', 'pair'),
    rarity('source', 'source', 'source'),
    rarity('destination', 'destination', 'destination'),
    rarity('sourceService', 'service for this source', 'service use'),
    rarity('destinationService', 'service for this destination', 'service use'),
    rarity('etherType', 'kind of frame', 'service'),
    rarity('ttlGiven', 'time to live for this source', 'time to live'),
    { name: 'elsewhere', words: 'addresses outside', form: 'plain', unit: 'count', group: 'elsewhere' },
    logarithm('sourceWeight5', 'packets from this source within 0.2 s', 'count', 'source rate'),
    logarithm('sourceWeight1', 'packets from this source within a second', 'count', 'source rate'),
    logarithm('sourceWeight01', 'packets from this source within 10 s', 'count', 'source rate'),
    logarithm('sourceLength', 'mean packet size of this source', 'bytes', 'source sizes'),
    logarithm('sourceLengthDeviation', 'variation of packet sizes of this source', 'bytes', 'source sizes'),
    logarithm('channelWeight1', 'packets between these two within a second', 'count', 'channel rate'),
    logarithm('channelWeight01', 'packets between these two within 10 s', 'count', 'channel rate'),
    logarithm('channelLength', 'mean packet size between these two', 'bytes', 'channel sizes'),
    logarithm(
      'channelLengthDeviation',
      'variation of packet sizes between these two',
      'bytes',
      'channel sizes',
    ),
    logarithm('channelGap', 'silence between these two', 'seconds', 'channel gaps'),
    logarithm('channelGapVariation', 'irregularity of packets between these two', 'share', 'channel gaps'),
    logarithm('flowWeight1', 'packets of this flow within a second', 'count', 'flow rate'),
    logarithm('flowWeight01', 'packets of this flow within 10 s', 'count', 'flow rate'),
    logarithm('flowLength', 'mean packet size of this flow', 'bytes', 'flow sizes'),
    logarithm('flowLengthDeviation', 'variation of packet sizes of this flow', 'bytes', 'flow sizes'),
    logarithm('flowGapVariation', 'irregularity of packets of this flow', 'share', 'flow gaps'),
    { name: 'rareness', words: 'bits of what was never seen', form: 'plain', unit: 'bits', group: 'pair' },
    {
      name: 'messageRareness',
      words: 'bits of what its message says',
      form: 'plain',
      unit: 'bits',
      group: 'message',
    },
  ],
};
