import { type FamilyWords, orElse } from './speech.ts';

export const scanWords: FamilyWords = {
  'port-scan': {
    deed: 'on',
    lead: ({ who, whom }) => `${who} tries the ports of ${orElse(whom, 'many hosts')}`,
    next: ({ who }) => `If this is not your own scanner, look at ${who}.`,
  },
  'host-sweep': {
    deed: 'on',
    lead: ({ who, port }) => `${who} tries many hosts${port === '' ? '' : ` on${port}`}`,
    next: ({ who }) =>
      `It looks for hosts that answer, as scanners and worms do: find out what runs on ${who}.`,
  },
  'ping-sweep': {
    lead: ({ who }) => `${who} pings many hosts`,
    next: ({ who }) => `It finds out who is there. If this is not your monitoring, look at ${who}.`,
  },
  'arp-sweep': {
    lead: ({ who, whom }) =>
      whom === ''
        ? `${who} asks the local network for many addresses`
        : `${who} beyond ${whom} looks for many addresses here`,
    next: ({ who, whom }) =>
      whom === ''
        ? `It finds out which devices there are. If it is not your inventory program, look at ${who}.`
        : `It finds out which devices there are: see at ${whom} who sends to addresses that nobody has.`,
  },
  'neighbour-sweep': {
    lead: ({ who }) => `${who} asks the local network for many IPv6 addresses`,
    next: ({ who }) => `It looks for devices by IPv6. If this is not your inventory, look at ${who}.`,
  },
  'slow-scan': {
    deed: 'on',
    lead: ({ who, whom }) => `${who} slowly tries ports and hosts${whom === '' ? '' : ` (${whom})`}`,
    next: ({ who }) => `It takes its time so that nobody notices: look at what runs on ${who}.`,
  },
};
