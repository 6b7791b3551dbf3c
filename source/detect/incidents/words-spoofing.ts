import { type FamilyWords, orElse } from './speech.ts';

export const spoofingWords: FamilyWords = {
  'arp-spoofing': {
    isWhole: true,
    lead: ({ who, whom }) => `${who} claims to be ${orElse(whom, 'another host')} (ARP)`,
    next: ({ who }) =>
      `It may be reading along between others: find ${who} by its switch port and cut it off.`,
  },
  'neighbour-spoofing': {
    isWhole: true,
    lead: ({ who, whom }) => `${who} claims to be ${orElse(whom, 'another host')} (IPv6 neighbours)`,
    next: ({ who }) =>
      `It may be reading along between others: find ${who} by its switch port and cut it off.`,
  },
  'router-spoofing': {
    lead: ({ who }) => `${who} calls itself a router of this network, and was none before`,
    next: ({ who }) => `Traffic may go through it now. If it is not a new router of yours, cut ${who} off.`,
  },
  'dhcp-spoofing': {
    lead: ({ who }) => `${who} gives out addresses (DHCP), and did not before`,
    next: ({ who }) =>
      `Who listens to it uses its router and names. If it is not your new server, cut ${who} off.`,
  },
  'address-conflict': {
    lead: ({ who, whom, isMany }) => {
      if (whom === '') return `Two devices use the address ${who}`;
      return `${who} uses the address ${isMany ? '' : 'of '}${whom}`;
    },
    next: () =>
      'Give one of the two another address; if both are right, a card was replaced or an address moved.',
  },
};
