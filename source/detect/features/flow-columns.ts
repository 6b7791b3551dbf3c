import type { FeatureColumn, LevelSchema } from '../levels.ts';

function column(
  name: string,
  words: string,
  form: FeatureColumn['form'],
  unit: FeatureColumn['unit'],
  group: string,
): FeatureColumn {
  return { name, words, form, unit, group };
}

export const flowSchema: LevelSchema = {
  level: 'flow',
  columns: [
    column('packetsAsked', 'packets sent by who began', 'log', 'count', 'amount'),
    column('packetsAnswered', 'packets of the answer', 'log', 'count', 'amount'),
    column('bytesAsked', 'bytes sent by who began', 'log', 'bytes', 'amount asked'),
    column('bytesAnswered', 'bytes of the answer', 'log', 'bytes', 'amount answered'),
    column('askedShare', 'share of bytes sent by who began', 'plain', 'share', 'balance'),
    column('duration', 'duration', 'log', 'seconds', 'duration'),
    column('rate', 'packets a second', 'log', 'rate', 'rate'),
    column('gap', 'mean gap between packets', 'log', 'seconds', 'gaps'),
    column('gapVariation', 'irregularity of gaps', 'log', 'share', 'gaps'),
    column('length', 'mean packet size', 'log', 'bytes', 'sizes'),
    column('lengthDeviation', 'variation of packet sizes', 'log', 'bytes', 'sizes'),
    column('emptyShare', 'share of packets that carry nothing', 'plain', 'share', 'empty'),
    column('unanswered', 'packets without any answer', 'log', 'count', 'failure'),
    column('reset', 'resets', 'plain', 'count', 'failure'),
    column('retransmissions', 'share of packets sent again', 'plain', 'share', 'repetition'),
    column('handshake', 'time to the first answer', 'log', 'seconds', 'handshake'),
    column('entropy', 'randomness of the first bytes', 'plain', 'bits', 'content'),
    column('firstPayload', 'first payload', 'log', 'bytes', 'content'),
    column('service', 'port', 'rarity', 'rarity', 'service'),
    column('pair', 'these two together', 'rarity', 'rarity', 'pair'),
    column('tuple', 'these two with this service', 'rarity', 'rarity', 'pair'),
    column('destinationService', 'service for this server', 'rarity', 'rarity', 'service'),
    column('source', 'who began', 'rarity', 'rarity', 'source'),
    column('protocol', 'protocol', 'rarity', 'rarity', 'service'),
    column('rareness', 'bits of what was never seen', 'plain', 'bits', 'pair'),
    column('messageRareness', 'bits of what its messages say', 'plain', 'bits', 'message'),
  ],
};
