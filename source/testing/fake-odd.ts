import type {
  IncidentDetail,
  OddBody,
  OddnessChart,
  OddRow,
  TablePosition,
  Tone,
} from '../engine/protocol.ts';
import { fakeClock, fakePacket } from './fake-rows.ts';

/** Made-up incidents as the odd screen gets them: open, over and normal ones, long and hostile names among them. */

type FakeIncident = {
  readonly what: string;
  readonly who: string;
  readonly target: string;
  readonly packets: number;
  readonly odd: number;
  readonly state: 'open' | 'over' | 'normal';
  readonly tone: Tone;
  readonly sentence: string;
  readonly reasons: readonly string[];
  readonly filter: string;
};

// biome-ignore format: a table
const incidents: readonly FakeIncident[] = [
  { what: 'new device', who: '192.168.1.77', target: '', packets: 14, odd: 31, state: 'over', tone: 'plain', sentence: '192.168.1.77 (02:42:ac:11:00:4d) was never seen here before.', reasons: ['it asked for an address by DHCP as "esp-4d11"'], filter: 'ip == 192.168.1.77' },
  { what: 'DNS tunnel', who: '192.168.1.31', target: '192.168.1.1:53', packets: 2110, odd: 47, state: 'normal', tone: 'quiet', sentence: '192.168.1.31 asked for 840 different names under t.example.com in 60 s; the usual maximum of this host is 4; 1 in 50,000.', reasons: ['names of 58 letters on average, usually 14', 'answers of type TXT: 96 %, usually 1 %'], filter: 'ip == 192.168.1.31 and dns' },
  { what: 'password guessing', who: '203.0.113.9', target: '192.168.1.4:22', packets: 4012, odd: 55, state: 'over', tone: 'plain', sentence: '203.0.113.9 began 96 SSH sessions with 192.168.1.4 in 60 s, each over after one attempt; the usual maximum in this network is 3; 1 in 320,000.', reasons: ['sessions of 2.1 s on average, usually 14 min', 'never seen before in this network', 'from a country never seen before: NL'], filter: 'ip == 203.0.113.9 and ip == 192.168.1.4 and port 22' },
  { what: 'neighbour spoofing', who: '2001:db8:85a3:8d3:1319:8a2e:370:7334', target: '2001:db8:85a3:8d3:ffff:ffff:ffff:1', packets: 61, odd: 60, state: 'open', tone: 'bad', sentence: '2001:db8:85a3:8d3:1319:8a2e:370:7334 claims to be 2001:db8:85a3:8d3:ffff:ffff:ffff:1, which 02:42:ac:11:00:01 has been for 3 days; 1 in 1,000,000.', reasons: ['61 advertisements nobody asked for in 60 s, usually none'], filter: 'ip == 2001:db8:85a3:8d3:1319:8a2e:370:7334' },
  { what: 'unusual message', who: '192.168.1.40', target: '10.9.8.7:1883', packets: 3, odd: 41, state: 'open', tone: 'notice', sentence: '192.168.1.40 sent an MQTT message as "\\x1b[2J\\u{202e}evil \u{1f98a} 日本語" that is unlike any before; 1 in 12,600.', reasons: ['payload of 61,204 bytes, usually 90'], filter: 'ip == 192.168.1.40 and mqtt' },
  { what: 'port scan', who: '10.0.0.5', target: '10.0.0.9', packets: 412, odd: 50, state: 'open', tone: 'bad', sentence: '10.0.0.5 tried 412 ports on 10.0.0.9 in 10 s; this host’s usual maximum is 9; one in 90,000. Somebody is looking for open doors: see what answered, and whether 10.0.0.5 should do such things.', reasons: ['396 of 412 attempts were refused, usually 2 %', 'SYN packets without data: 100 %, usually 6 %', '10.0.0.5 never spoke with 10.0.0.9 before'], filter: 'ip == 10.0.0.5 and ip == 10.0.0.9' },
];

export const fakeIncidents = incidents.length;

/** Rows by number; the highest is the newest. */
export function fakeOddRow(number: number): OddRow {
  const one = incidentOf(number);
  return {
    id: number,
    cells: [
      fakeClock(number * 97).slice(0, 8),
      noticed.includes(one.what) ? '·' : '!',
      one.what,
      one.who,
      one.target,
      one.who === '203.0.113.9' ? 'NL' : '',
      number === fakeIncidents ? 'laptop-7.office.example → nas.office.example' : '',
      one.packets < 1000 ? String(one.packets) : `${(one.packets / 1000).toFixed(1)}k`,
      String(one.odd),
      one.state,
    ],
    tone: one.tone,
    marked: false,
    severity: noticed.includes(one.what) ? 'notice' : 'bad',
    isOpen: one.state === 'open',
    isNormal: one.state === 'normal',
    filter: one.filter,
  };
}

const noticed = ['new device', 'unusual message'];

function whoOf(number: number): readonly string[] {
  if (number === fakeIncidents)
    return [
      '10.0.0.5 is laptop-7.office.example (this machine)',
      '10.0.0.9 is nas.office.example (Synology, new here)',
      '10.0.0.5 also: host sweep 14:02:11, password guessing 14:05:40',
    ];
  return number === 3 ? ['203.0.113.9: Netherlands', '192.168.1.4 is git.example'] : [];
}

function fakeDetail(number: number): IncidentDetail {
  const one = incidentOf(number);
  return {
    id: number,
    title: `${one.what.slice(0, 1).toUpperCase()}${one.what.slice(1)}${one.state === 'normal' ? ', marked as normal' : ''}`,
    sentence: one.sentence,
    reasons: one.reasons,
    severity: noticed.includes(one.what) ? 'notice' : 'bad',
    who: whoOf(number),
    facts: [
      ['from', fakeClock(number * 97).slice(0, 8)],
      [one.state === 'open' ? 'going on for' : 'lasted', '2m 14s'],
      ['last seen', fakeClock(number * 97 + 134).slice(0, 8)],
      ['packets', one.packets.toLocaleString('en-US')],
      ['bytes', '31 kB'],
      ['protocol', 'TCP'],
    ],
    timeline: Array.from({ length: 45 }, (_, step) =>
      Math.max(0, Math.round(14 + 14 * Math.sin(step / 6 + number))),
    ),
    timelineSeconds: 3,
    packets: Array.from({ length: Math.min(30, one.packets) }, (_, index) => fakePacket(110 + index * 7)),
    gone: number === fakeIncidents ? 0 : 12,
    filter: one.filter,
    isOpen: one.state === 'open',
    isNormal: one.state === 'normal',
  };
}

export function fakeOddBody(rows: readonly OddRow[], position: TablePosition): OddBody {
  const selected = rows[position.selected];
  return {
    screen: 'odd',
    rows,
    position,
    selected: selected === undefined ? undefined : fakeDetail(selected.id),
    note: '',
    filterNote: '',
  };
}

/** A quiet minute with one thing that stands out, and two seconds without a packet. */
export function fakeOddness(width: number): OddnessChart {
  const values = Array.from({ length: Math.min(60, width) }, (_, second) => {
    if (second === 20 || second === 21) return null;
    return second >= 44 && second <= 46 ? 50 : Math.round(7 + 6 * Math.sin(second / 2) + (second % 3));
  });
  return { values, alarmLine: 33.2, budget: 6 };
}

function incidentOf(number: number): FakeIncident {
  return incidents[(number - 1) % incidents.length] as FakeIncident;
}
