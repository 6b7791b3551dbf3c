import { valueWords } from './amount-words.ts';
import { type FamilyWords, orElse, type Speech } from './speech.ts';

/** What a beacon's measures are called. */
const pace = { period: 'from one to the next', spread: 'off that pace' } as const;
const steadySpread = 0.03;

export const channelWords: FamilyWords = {
  'brute-force': {
    deed: 'on',
    lead: ({ who, whom, port, protocol }) =>
      `${who} tries passwords on ${orElse(whom, 'many hosts')}${port}${protocol}`,
    next: ({ who, whom }) =>
      `Look for a login that worked on ${orElse(whom, 'the targets')}, and block ${who} there.`,
  },
  beacon: {
    says: [pace.period, pace.spread],
    lead: ({ who, whom, port, measures }) =>
      `${who} calls ${orElse(whom, 'somebody')}${port} ${paceWords(measures)}`,
    next: ({ who, whom }) =>
      `Malware reports like this, and so do updaters: find the program on ${who} that talks to ${orElse(whom, 'it')}.`,
  },
  'dns-tunnel': {
    lead: ({ who, detail }) => `${who} hides data in DNS names${detail === '' ? '' : ` (${detail})`}`,
    next: ({ who, detail }) =>
      `DNS is let through where nothing else is: find the program on ${who}, block ${orElse(detail.replace(/^names below /, ''), 'the domain')}.`,
  },
  'icmp-tunnel': {
    deed: 'to',
    lead: ({ who, whom }) => `${who} and ${orElse(whom, 'others')} exchange data inside pings`,
    next: ({ who }) => `Pings need no contents that change: find the program on ${who} that sends them.`,
  },
  exfiltration: {
    deed: 'to',
    lead: ({ who, whom, port }) => `${who} uploads far more than usual to ${orElse(whom, 'somebody')}${port}`,
    next: ({ who, whom }) =>
      `If this is no backup of yours, find out what ${who} sent, and who ${orElse(whom, 'the receiver')} is.`,
  },
  mining: {
    lead: ({ who, whom, port }) => `${who} mines coins with ${orElse(whom, 'a pool')}${port}`,
    next: ({ who }) =>
      `If you did not set that up, ${who} may be broken into: find the program that keeps it busy.`,
  },
  'cleartext-credentials': {
    lead: ({ who, whom, port, protocol, detail }) =>
      `${who} sent a password in the open to ${orElse(whom, 'a server')}${port}${protocol}${detail === '' ? '' : `, ${detail}`}`,
    next: () => 'Whoever listens on the way has read it: change the password, use the encrypted service.',
  },
  'tls-odd-port': {
    lead: ({ who, whom, port }) =>
      `${who} speaks TLS with ${orElse(whom, 'a server')}${port}, where it is unusual`,
    next: ({ who }) => `Find the program on ${who} that does, when it is nothing you set up.`,
  },
  'tls-self-signed': {
    lead: ({ who, whom, port, detail }) =>
      `${orElse(whom, 'A server')}${port} shows ${who} a certificate signed by itself${inBrackets(detail)}`,
    next: ({ whom }) =>
      `Fine for a device of your own; elsewhere nobody vouches for ${orElse(whom, 'that server')}.`,
  },
  'tls-expired': {
    lead: ({ who, whom, port, detail }) =>
      `${orElse(whom, 'A server')}${port} shows ${who} an expired certificate${inBrackets(detail)}`,
    next: ({ whom }) =>
      `Renew it if ${orElse(whom, 'the server')} is yours; else nobody cares for it any more.`,
  },
  'tls-old-version': {
    lead: ({ who, whom, port, detail }) =>
      `${who} and ${orElse(whom, 'a server')}${port} use an outdated TLS${inBrackets(detail)}`,
    next: ({ whom }) => `It can be broken: update whichever of ${who(whom)} insists on it.`,
  },
  'executable-download': {
    lead: ({ who, whom, port, detail }) =>
      `${who} downloaded a program in the open from ${orElse(whom, 'a server')}${port}${inBrackets(detail)}`,
    next: ({ who }) => `Anybody on the way could have changed it: check what runs on ${who} now.`,
  },
};

/** 'every 30 s, like clockwork', 'every 1.1 s, give or take 24 %'. */
function paceWords(measures: Speech['measures']): string {
  const period = measures.find(({ of }) => of === pace.period);
  const spread = measures.find(({ of }) => of === pace.spread);
  if (period === undefined || spread === undefined) return 'again and again';
  const steadiness =
    spread.value < steadySpread ? 'like clockwork' : `give or take ${valueWords(spread, spread.value)}`;
  return `every ${valueWords(period, period.value)}, ${steadiness}`;
}

function inBrackets(text: string): string {
  return text === '' ? '' : ` (${text})`;
}

function who(whom: string): string {
  return whom === '' ? 'the two' : `the two, client or ${whom},`;
}
