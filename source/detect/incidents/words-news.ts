import { type FamilyWords, orElse } from './speech.ts';

export const newsWords: FamilyWords = {
  'failed-connections': {
    deed: 'to',
    lead: ({ who, whom, port }) =>
      `Connections of ${who}${whom === '' ? '' : ` to ${whom}${port}`} fail far more often than usual`,
    next: ({ whom }) =>
      `Check whether ${orElse(whom, 'what it wants to reach')} is up; if it is, why it refuses.`,
  },
  'failing-names': {
    lead: ({ who, detail }) =>
      `${who} asks for names that do not exist${detail === '' ? '' : `, like ${detail}`}`,
    next: ({ who }) =>
      `A wrong setting does that, and malware that looks for its master: see the names ${who} asks for.`,
  },
  'rare-protocol': {
    lead: ({ who, whom, port, protocol }) =>
      `${who} uses a protocol${protocol} rarely seen here${whom === '' ? '' : `, with ${whom}${port}`}`,
    next: ({ who }) => `If nobody set that up, find the program on ${who} that speaks it.`,
  },
  'new-device': {
    lead: ({ who, detail }) => `${who} is new on this network${detail === '' ? '' : ` (${detail})`}`,
    next: ({ isMany }) =>
      `If you do not know ${isMany ? 'them' : 'it'}, find out who plugged ${isMany ? 'them' : 'it'} in.`,
  },
  'new-country': {
    lead: ({ who, whom, detail }) =>
      `${who} talks with ${detail === '' ? 'a country' : detail} nobody here talked with before${whom === '' ? '' : ` (${whom})`}`,
    next: ({ who }) => `New web sites do that; else find the program on ${who}.`,
  },
  'new-service': {
    lead: ({ who, whom, port, protocol }) =>
      whom === ''
        ? `${who} offers a new service${port === '' ? '' : ` on${port}`}${protocol}`
        : `${whom} offers a new service${port === '' ? '' : ` on${port}`}${protocol}`,
    next: ({ who, whom }) =>
      `If nobody set that up, find the program on ${orElse(whom, who)} that listens there.`,
  },
  'unusual-message': {
    lead: ({ who, whom, detail }) =>
      `${who} sent ${orElse(whom, 'others')} a message with unusual contents${detail === '' ? '' : ` (${detail})`}`,
    next: ({ whom }) => `Check whether ${orElse(whom, 'the receiver')} was meant to be told that.`,
  },
  'unusual-flow': {
    lead: ({ who, whom, port }) =>
      `${isOne(who)} ${who} with ${orElse(whom, 'others')}${port} is unlike others here`,
    next: () => 'The reasons below say in what; open its packets, or mark it as normal if you know it.',
  },
  'unusual-source': {
    lead: ({ who }) => `${who} behaves unlike hosts here usually do`,
    next: () => 'The reasons below say in what; if you know why, mark it as normal.',
  },
  'unusual-target': {
    lead: ({ who, whom }) => `What reaches ${orElse(whom, who)} is unlike what usually does`,
    next: () => 'The reasons below say in what; if you know why, mark it as normal.',
  },
  'baseline-shift': {
    lead: ({ detail }) =>
      `Much of this network is different at once${detail === '' ? '' : ` (${detail})`}, so it is learned anew`,
    next: () =>
      'A move, a new address plan or another network does that; until it is learned only detectors alarm.',
  },
};

function isOne(who: string): string {
  return /^[\d,]+ hosts$/.test(who) ? 'A conversation each of' : 'A conversation of';
}
