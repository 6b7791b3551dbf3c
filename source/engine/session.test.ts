import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { batchOf, ListSource } from '../testing/batches.ts';
import { fromHex, fromText, tcpFrame, udpFrame } from '../testing/frames.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import type { ExportProgress, PacketsBody, View } from './protocol.ts';
import { Session } from './session.ts';

const query = fromHex('abcd 0100 0001 0000 0000 0000 07 6578616d706c65 03 636f6d 00 0001 0001');

function view(changes: Partial<View> = {}): View {
  return {
    id: 1,
    screen: 'packets',
    filter: '',
    frozenAt: undefined,
    rows: 5,
    cursor: { at: 'newest', offset: 0, screenRow: 4 },
    sort: undefined,
    open: undefined,
    conversation: undefined,
    span: 'start',
    chartWidth: 20,
    find: undefined,
    ...changes,
  };
}

/** Twenty packets: every fourth a DNS query, the others TCP with ever more payload. */
function twenty(from = 0) {
  return Array.from({ length: 20 }, (_, index) => ({
    seconds: 1000 + from + index,
    data:
      (from + index) % 4 === 3
        ? udpFrame(40_000, 53, query)
        : tcpFrame(40_000, 80, fromText('x'.repeat(index))),
  }));
}

describe('Session', () => {
  let session: Session;

  beforeEach(() => {
    const source = new ListSource([]);
    session = new Session(
      { maxPackets: 30 },
      { source, name: 'test', live: false, captureFilter: '', speed: 'max' },
    );
    session.core.packets(batchOf(twenty()));
  });
  afterEach(() => session.close());

  function packets(changes: Partial<View> = {}): PacketsBody {
    const { body } = session.snapshot(view(changes));
    if (body.screen !== 'packets') throw new Error('another screen');
    return body;
  }

  const ids = (body: PacketsBody): number[] => body.rows.map(row => row.id);

  it('follows the newest packets', () => {
    expect(ids(packets())).toEqual([16, 17, 18, 19, 20]);
    session.core.packets(batchOf(twenty(20)));
    expect(ids(packets())).toEqual([36, 37, 38, 39, 40]);
  });

  it('moves from a packet, whatever arrived meanwhile', () => {
    const cursor = { at: 15, offset: 1, screenRow: 2 };
    expect(packets({ cursor }).position).toMatchObject({ first: 13, selected: 2 });
    session.core.packets(batchOf(twenty(20)));
    const body = packets({ cursor });
    expect(body.rows[body.position.selected]?.id).toBe(16);
  });

  it('filters backwards over what is there and forwards over what comes', () => {
    expect(ids(packets({ filter: 'dns' }))).toEqual([4, 8, 12, 16, 20]);
    session.core.packets(batchOf(twenty(20)));
    const body = packets({ filter: 'dns' });
    expect(ids(body)).toEqual([24, 28, 32, 36, 40]);
    // 30 packets are kept: 11 … 40.
    expect(body.position.total).toBe(8);
  });

  it('keeps the last good filter while another is typed, and says what is wrong', () => {
    packets({ filter: 'dns' });
    const typing = session.snapshot(view({ filter: 'dns and' }));
    expect(typing.filter.active).toBe('dns');
    expect(typing.filter.error).not.toBe('');
    const wrong = session.snapshot(view({ filter: 'prot == 7' }));
    expect(wrong.filter.error).toContain('did you mean');
    expect(wrong.filter).toMatchObject({ start: 0, end: 4 });
  });

  it('freezes the picture, counts what is new and what is gone', () => {
    const frozen = { frozenAt: 20 };
    expect(ids(packets(frozen))).toEqual([16, 17, 18, 19, 20]);
    session.core.packets(batchOf(twenty(20)));
    const body = packets(frozen);
    expect(ids(body)).toEqual([16, 17, 18, 19, 20]);
    expect(body.position).toMatchObject({ total: 10, newer: 20, lost: 10 });
    expect(packets().position).toMatchObject({ newer: 0, lost: 0 });
  });

  it('sorts by a column, equal rows by number', () => {
    const sort = { column: 'length', descending: true };
    expect(ids(packets({ sort, cursor: { at: 'first', offset: 0, screenRow: 0 } }))).toEqual([
      19, 4, 8, 12, 16,
    ]);
  });

  it('opens a packet with its fields, bytes and neighbours in the filtered table', () => {
    const body = packets({ filter: 'dns', open: 8 });
    expect(body.opened).toMatchObject({ number: 8, protocol: 'DNS', previous: 4, next: 12, length: 71 });
    expect(body.opened?.hex).toHaveLength(142);
    const name = body.opened?.tree.find(field => field.label === 'Name');
    expect(name).toMatchObject({ value: 'example.com', start: 54, length: 13 });
    const source = body.opened?.tree.find(field => field.filter?.startsWith('ip.src'));
    expect(source?.filter).toBe('ip.src == 192.0.2.1');
    expect(packets({ open: 999 }).opened).toBeUndefined();
  });

  it('every filter offered by a field finds the packet it came from', () => {
    const { opened } = packets({ open: 8 });
    const offered = (opened?.tree ?? []).flatMap(field => field.filter ?? []);
    expect(offered.length).toBeGreaterThan(4);
    for (const filter of offered) {
      const { filter: state, body } = session.snapshot(
        view({ filter, cursor: { at: 8, offset: 0, screenRow: 0 } }),
      );
      expect(`${filter}: ${state.error}`).toBe(`${filter}: `);
      expect(`${filter}: ${body.screen === 'packets' && body.rows.some(row => row.id === 8)}`).toBe(
        `${filter}: true`,
      );
    }
  });

  it('finds text in Info from the cursor on, both ways', () => {
    const cursor = { at: 10, offset: 0, screenRow: 0 };
    expect(packets({ cursor, find: { text: 'EXAMPLE', backwards: false, id: 1 } }).found).toEqual({
      id: 1,
      number: 12,
    });
    expect(packets({ cursor, find: { text: 'example', backwards: true, id: 2 } }).found).toEqual({
      id: 2,
      number: 8,
    });
    expect(packets({ cursor, find: { text: 'nowhere', backwards: false, id: 3 } }).found).toEqual({
      id: 3,
      number: undefined,
    });
  });

  it('goes on searching in the next snapshot before it says there is nothing', () => {
    let milliseconds = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => {
      milliseconds += 15;
      return milliseconds;
    });
    try {
      const search = {
        cursor: { at: 1, offset: 0, screenRow: 0 },
        find: { text: 'nowhere', backwards: false, id: 9 },
      };
      expect(packets(search).found).toBeUndefined();
      expect(session.isSearching).toBe(true);
      for (let turn = 0; turn < 20 && packets(search).found === undefined; turn += 1);
      expect(packets(search).found).toEqual({ id: 9, number: undefined });
      expect(session.isSearching).toBe(false);
    } finally {
      clock.mockRestore();
    }
  });

  it('says that an interface is waited for until it is there again', () => {
    const reason = (isOver: boolean, text: string): string => {
      session.core.notice({ severity: 'warning', text, waiting: { interface: 'eth0', isOver } });
      session.takeNotices();
      return session.snapshot(view()).status.reason;
    };
    expect(reason(false, 'eth0 is down')).toBe('eth0 is down');
    expect(reason(true, 'eth0 is up')).toBe('');
  });

  it('still says what was wrong with a file when it has ended', () => {
    session.core.notice({ severity: 'warning', text: '"/tmp/a b.pcap" is damaged at byte 9' });
    expect(session.takeNotices()).toHaveLength(1);
    session.ended('ended', '');
    expect(session.snapshot(view()).status.reason).toBe('the input is damaged at byte 9');
  });

  it('tells the last second of what goes on, and the average of what has ended', () => {
    session.core.packets(batchOf([{ seconds: 1039, data: udpFrame(1, 2, fromText('x')) }]));
    expect(session.snapshot(view()).status.packetsPerSecond).toBe(0);
    session.ended('ended', '');
    const { packetsPerSecond, bitsPerSecond } = session.snapshot(view()).status;
    expect(packetsPerSecond).toBeCloseTo(21 / 39);
    expect(bitsPerSecond).toBeCloseTo((session.core.bytes * 8) / 39);
  });

  it('counts what is new since the pause, even what is gone again', () => {
    packets({ frozenAt: 20 });
    for (const from of [20, 40, 60]) session.core.packets(batchOf(twenty(from)));
    expect(packets({ frozenAt: 20 }).position).toMatchObject({ total: 0, newer: 60, lost: 20 });
  });

  it('shows flows and hosts, filtered where they can be', () => {
    const flows = session.snapshot(
      view({ screen: 'flows', cursor: { at: 'first', offset: 0, screenRow: 0 } }),
    ).body;
    expect(flows.screen === 'flows' && flows.position.total).toBe(2);
    const dns = session.snapshot(view({ screen: 'flows', filter: 'udp', open: 2 })).body;
    if (dns.screen !== 'flows') throw new Error('another screen');
    expect(dns.position.total).toBe(1);
    expect(dns.opened?.packets.length).toBeGreaterThan(0);
    const hosts = session.snapshot(view({ screen: 'hosts', filter: 'ttl > 3' })).body;
    expect(hosts.screen === 'hosts' && hosts.filterNote).toContain('ttl');
  });

  it('offers filters that find the packet they come from, and ports by their end', () => {
    for (const open of [1, 4]) {
      const filters = packets({ open }).opened?.tree.flatMap(({ filter = '' }) => filter || []) ?? [];
      const transport = open === 4 ? 'udp' : 'tcp';
      expect(filters).toContain(`${transport}.srcport == 40000`);
      expect(filters).toContain(`${transport}.dstport == ${open === 4 ? 53 : 80}`);
      for (const filter of filters) {
        const body = packets({ filter, rows: 40, cursor: { at: open, offset: 0, screenRow: 0 } });
        expect(ids(body), filter).toContain(open);
      }
    }
  });

  it('exports what is shown, never over a file, and tells how it went', async () => {
    using folder = temporaryFolder();
    packets({ filter: 'dns' });
    const path = join(folder.path, 'dns.jsonl');
    const order = { path, format: 'jsonl', overwrite: false, what: 'shown' } as const;
    const run = (): Promise<ExportProgress> =>
      new Promise(resolve => session.export(1, order, progress => progress.done && resolve(progress)));
    expect(await run()).toMatchObject({ written: 5, error: '' });
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(lines.map(line => (JSON.parse(line) as { no: number }).no)).toEqual([4, 8, 12, 16, 20]);
    expect(await run()).toMatchObject({ exists: true, error: expect.stringContaining('exists') });
  });

  it('exports what another filter than the one in force lets through', async () => {
    using folder = temporaryFolder();
    packets({ filter: 'tcp' });
    const run = (filter: string): Promise<ExportProgress> => {
      const path = join(folder.path, `${filter.length}.jsonl`);
      const order = { path, format: 'jsonl', overwrite: false, what: { filter } } as const;
      return new Promise(resolve => session.export(1, order, progress => progress.done && resolve(progress)));
    };
    expect(await run('dns')).toMatchObject({ written: 5, error: '' });
    expect(await run('no such filter (')).toMatchObject({ written: 0 });
    // What is on screen has not changed.
    expect(packets({ filter: 'tcp' }).position.total).toBe(15);
  });
});
