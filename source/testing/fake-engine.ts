import {
  type Answer,
  type ConversationLine,
  type EngineGroup,
  protocolVersion,
  type Request,
  type Row,
  type Snapshot,
  type Status,
  type View,
} from '../engine/protocol.ts';
import type { EngineLink } from '../ui/effects.ts';
import { fakeIncidents, fakeOddBody, fakeOddness, fakeOddRow } from './fake-odd.ts';
import { fakeEntity, fakeFlow, fakeHost, fakeInterfaces, fakeOpened, fakePacket } from './fake-rows.ts';
import { fakeWorld, fakeWorldCountries, worldBody } from './fake-world.ts';

const oldestPacket = 101;
const flowCount = 40;
const hostCount = 30;

/** Status of an ordinary live capture. */
export const fakeStatus: Status = {
  input: 'eth0',
  state: 'live',
  reason: '',
  captureFilter: '',
  speed: undefined,
  progress: undefined,
  packetsPerSecond: 12_431,
  bitsPerSecond: 88_120_000,
  received: 90_311,
  dropped: 0,
  skipped: 0,
  evicted: 0,
  newest: 500,
  oldest: oldestPacket,
  elapsed: 761,
  openIncidents: 3,
  totalIncidents: 6,
  newestIncident: 6,
  learning: { phase: 'own', progress: 1, words: 'learned 41k flows, 14:02', short: 'learned' },
};

/** An engine that answers every view at once, from rows it makes up; what it was sent is kept. */
export class FakeEngine implements EngineLink {
  readonly sent: Request[] = [];
  status: Status = fakeStatus;
  filterError: Pick<Snapshot['filter'], 'error' | 'start' | 'end'> = { error: '', start: 0, end: 0 };
  /** Off: views wait until `answer` is called. */
  answersAtOnce = true;
  /** Whether what is to be opened can be. */
  opens = true;
  /** On: questions about filters and inputs wait until `answerQuestions` is called. */
  isSlow = false;
  view: View | undefined;
  #questions: (() => void)[] = [];
  #say: (answer: Answer) => void = () => undefined;
  #lose: (reason: string) => void = () => undefined;

  send(request: Request): void {
    this.sent.push(request);
    if (request.kind === 'filterText') this.#later(() => this.#advise(request.id, request.text));
    if (request.kind === 'open') {
      const { id } = request;
      this.#later(() => this.#say({ kind: 'opened', id, ok: this.opens }));
    }
    if (request.kind !== 'view') return;
    this.view = request.view;
    if (this.answersAtOnce) queueMicrotask(() => this.answer());
  }

  answerQuestions(): void {
    for (const answer of this.#questions.splice(0)) answer();
  }

  #later(answer: () => void): void {
    if (this.isSlow) this.#questions.push(answer);
    else queueMicrotask(answer);
  }

  /** Knows one mistake and one completion. */
  #advise(id: number, text: string): void {
    const problem = text.includes('prot ') ? 'unknown field "prot"' : '';
    const completed = text === 'pro' ? { text: 'proto', cursor: 5 } : undefined;
    this.#say({ kind: 'filterText', id, advice: { problem, choices: [], completed } });
  }

  listen(onAnswer: (answer: Answer) => void, onLost: (reason: string) => void): () => void {
    this.#say = onAnswer;
    this.#lose = onLost;
    onAnswer({ kind: 'hello', version: protocolVersion });
    return () => {
      this.#say = () => undefined;
    };
  }

  say(answer: Answer): void {
    this.#say(answer);
  }

  lose(reason: string): void {
    this.#lose(reason);
  }

  /** A snapshot for the latest view. */
  answer(): void {
    if (this.view !== undefined) this.#say({ kind: 'snapshot', snapshot: this.snapshot(this.view) });
  }

  snapshot(view: View): Snapshot {
    return snapshotFor(view, this.status, this.filterError);
  }
}

export function snapshotFor(
  view: View,
  status: Status = fakeStatus,
  error: Pick<Snapshot['filter'], 'error' | 'start' | 'end'> = { error: '', start: 0, end: 0 },
): Snapshot {
  return {
    view: view.id,
    status,
    filter: { active: error.error === '' ? view.filter : '', ...error, searched: 1 },
    rates: Array.from({ length: Math.min(60, view.chartWidth) }, (_, second) =>
      Math.round(9000 + 4000 * Math.sin(second / 5)),
    ),
    rateSeconds: 1,
    oddness: fakeOddness(view.chartWidth),
    countries: [
      { code: 'DE', name: 'Germany', packets: 41_200, share: 0.42, isNew: false },
      { code: 'US', name: 'United States', packets: 21_000, share: 0.21, isNew: false },
      { code: '', name: 'local', packets: 18_700, share: 0.19, isNew: false },
      { code: 'JP', name: '日本', packets: 3200, share: 0.03, isNew: true },
      { code: 'GS', name: 'South Georgia & South Sandwich Islands', packets: 12, share: 0.0001, isNew: true },
    ],
    body: bodyFor(view, status),
  };
}

function bodyFor(view: View, status: Status): Snapshot['body'] {
  switch (view.screen) {
    case 'chooser':
      return { screen: 'chooser', interfaces: fakeInterfaces };
    case 'engine':
      return { screen: 'engine', groups: fakeGroups };
    case 'odd': {
      const { rows, position } = windowOf(newestFirst(view), 1, fakeIncidents, number =>
        fakeOddRow(fakeIncidents + 1 - number),
      );
      return fakeOddBody(rows, position);
    }
    case 'flows':
    case 'hosts': {
      const make = view.screen === 'flows' ? fakeFlow : fakeHost;
      const total = view.screen === 'flows' ? flowCount : hostCount;
      const kind = view.screen === 'flows' ? 'flow' : 'host';
      return {
        screen: view.screen,
        ...windowOf(view, 1, total, make),
        tracked: total,
        evicted: 0,
        opened: view.open === undefined ? undefined : fakeEntity(view.open, kind),
        filterNote: '',
      };
    }
    case 'world': {
      const { rows, position } = windowOf(view, 1, fakeWorldCountries, fakeWorld(view.span));
      return worldBody(rows, position);
    }
    default:
      return {
        screen: 'packets',
        ...windowOf(
          view,
          status.oldest,
          Math.min(status.newest, view.frozenAt ?? status.newest),
          fakePacket,
          {
            newer: view.frozenAt === undefined ? 0 : status.newest - view.frozenAt,
          },
        ),
        opened: view.open === undefined ? undefined : fakeOpened(view.open, status.newest),
        conversation: conversationFor(view),
        found: view.find === undefined ? undefined : { id: view.find.id, number: 300 },
      };
  }
}

/** Incidents are numbered from the oldest, and the newest stands first. */
function newestFirst(view: View): View {
  const { cursor } = view;
  return typeof cursor.at === 'number'
    ? { ...view, cursor: { ...cursor, at: fakeIncidents + 1 - cursor.at } }
    : view;
}

/** Rows `first` … `last` by number, as the real tables cut them out. */
function windowOf<R extends Row>(
  view: View,
  first: number,
  last: number,
  make: (number: number) => R,
  more = { newer: 0 },
) {
  const total = Math.max(0, last - first + 1);
  const { at, offset, screenRow } = view.cursor;
  const base = at === 'newest' ? total - 1 : at === 'first' ? 0 : at - first;
  const selected = Math.max(0, Math.min(total - 1, base + offset));
  const rows = Math.max(1, view.rows);
  const top = Math.max(0, Math.min(selected - Math.max(0, Math.min(rows - 1, screenRow)), total - rows));
  const shown = Array.from({ length: Math.min(rows, total - top) }, (_, row) => make(first + top + row));
  const position = { total, first: top, selected: total === 0 ? -1 : selected - top, lost: 0, ...more };
  return { rows: shown, position };
}

const said: readonly ConversationLine[] = [
  { direction: 'out', text: 'GET /größe?q=🦊 HTTP/1.1' },
  { direction: 'out', text: 'Host: 日本語.example' },
  { direction: 'out', text: `Cookie: ${'session=0123456789abcdef; '.repeat(6)}` },
  { direction: 'out', text: '' },
  { direction: 'in', text: 'HTTP/1.1 200 OK' },
  { direction: 'in', text: 'Content-Type: text/plain' },
  { direction: 'in', text: '' },
  { direction: 'in', text: '\\x00\\x1b[2Jhello' },
];

function conversationFor(view: View) {
  if (view.conversation === undefined) return undefined;
  const { form, firstLine, lines } = view.conversation;
  const all = Array.from({ length: 10 }, () => said).flat();
  const shown =
    form === 'text'
      ? all
      : all.map(({ direction }, index) => ({
          direction,
          text: `${(index * 16).toString(16).padStart(6, '0')}  48 54 54 50 2f 31 2e 31 20 32 30 30 20 4f 4b 0d  HTTP/1.1 200 OK.`,
        }));
  const first = Math.max(0, Math.min(firstLine, shown.length - lines));
  return {
    title: '192.168.1.20:51514 ↔ 93.184.216.34:80',
    totalLines: shown.length,
    lines: shown.slice(first, first + lines),
    missingBytes: 1234,
  };
}

const good = (label: string, value: string) => ({ label, value, bad: false });

const fakeGroups: readonly EngineGroup[] = [
  {
    title: 'detection',
    facts: [
      good('state', 'learned 41k flows, 14:02'),
      good('alarms wanted', 'at most 6 an hour'),
      good('alarms expected', 'about 5.1 an hour'),
      { label: 'incidents so far', value: '15 in 12m 41s', bad: true },
    ],
  },
  {
    title: 'capture',
    facts: [
      good('input', 'eth0'),
      good('received', '1,204,113'),
      { label: 'dropped', value: '311', bad: true },
      good('skipped', '0'),
      good('bytes', '812,110,031'),
      good('malformed', '17'),
      good('packets/s', '12,431'),
    ],
  },
  {
    title: 'packets kept',
    facts: [
      good('packets', '200,000 of 200,000'),
      good('bytes', '61.2 MiB of 64.0 MiB'),
      good('evicted', '1,004,113'),
      good('cut short', '0'),
      good('to be filtered', '0'),
    ],
  },
  {
    title: 'tables',
    facts: [
      good('flows', '41,204 of 262,144'),
      good('flows evicted', '0'),
      good('hosts', '1,311 of 65,536'),
      good('hosts evicted', '0'),
    ],
  },
  {
    title: 'engine process',
    facts: [
      good('processor', '14.2 % of a core'),
      good('memory', '181.4 MiB'),
      good('heap', '22.1 MiB'),
      { label: 'event loop delay', value: '212.0 ms (99 %)', bad: true },
      good('process id', '4242'),
      good('user id', '1000'),
    ],
  },
];
