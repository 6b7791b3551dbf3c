import { type FamilyWords, orElse } from './speech.ts';

export const floodWords: FamilyWords = {
  'syn-flood': {
    deed: 'to',
    lead: ({ who, whom, port }) =>
      `${who} floods ${orElse(whom, 'a host')}${port} with connections it never finishes`,
    next: ({ whom, who, isMany }) =>
      `Check whether ${orElse(whom, 'the target')} still answers; ${isMany ? 'turn on SYN cookies, senders may be forged' : `block ${who}`}.`,
  },
  'udp-flood': {
    deed: 'to',
    lead: ({ who, whom, port }) => `${who} floods ${orElse(whom, 'a host')}${port} with UDP`,
    next: ({ whom, who, isMany }) =>
      `Check whether ${orElse(whom, 'the target')} still answers; ${isMany ? 'filter it at the border' : `block ${who}`}.`,
  },
  'icmp-flood': {
    deed: 'to',
    lead: ({ who, whom }) => `${who} floods ${orElse(whom, 'a host')} with pings`,
    next: ({ whom, who, isMany }) =>
      `Check whether ${orElse(whom, 'the target')} still answers; ${isMany ? 'limit ICMP at the border' : `block ${who}`}.`,
  },
  'slow-requests': {
    lead: ({ who, whom, port }) =>
      `${who} keeps connections to ${orElse(whom, 'a server')}${port} open and says next to nothing`,
    next: ({ whom }) =>
      `This uses up a server without any load: shorten the time-outs of ${orElse(whom, 'the server')}.`,
  },
  amplification: {
    lead: ({ who, whom, from, protocol }) =>
      `${who} sends ${orElse(whom, 'a host')} large answers that it never asked for${from === '' ? '' : `,${from}${protocol}`}`,
    next: ({ whom }) =>
      `Somebody asks in the name of ${orElse(whom, 'the target')}: filter it at the border, close open servers of yours.`,
  },
  'heavy-traffic': {
    deed: 'to',
    lead: ({ who, whom }) => `${who} moves far more than usual${whom === '' ? '' : ` with ${whom}`}`,
    next: ({ who }) =>
      `A backup or an update is harmless; else see which conversation of ${who} is the large one.`,
  },
  'packet-burst': {
    lead: ({ who, whom }) =>
      `${who} is busy with a burst of packets${whom === '' ? '' : ` to or from ${whom}`}`,
    next: ({ who }) => `Look at the packets: what ${who} sends or gets so many of says what it is.`,
  },
};
