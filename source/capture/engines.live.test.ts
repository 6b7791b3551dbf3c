/** What every live engine must do, measured against a sender that knows exactly what it sent. */
import { createSocket } from 'node:dgram';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaptureProcess } from '../testing/capture-process.ts';
import type { Collector } from '../testing/collect.ts';
import { sendFrames } from '../testing/frame-sender.ts';
import { captureDuring, sentFrames, waitFor } from '../testing/live-capture.ts';
import { createPair, enterNamespace, type NetworkPair, skipReason } from '../testing/network.ts';
import { buildFrame, defaultShape } from '../testing/traffic.ts';
import { capObstacle } from './cap.ts';
import type { LiveEngine } from './live.ts';

const reason = skipReason();
if (reason !== undefined) console.log(`skipped: ${reason}`);

describe.runIf(reason === undefined).each<LiveEngine>(['ring', 'cap'])('live capture with %s', engine => {
  const missing = engine === 'cap' ? capObstacle() : undefined;
  if (missing !== undefined) console.log(`skipped: ${missing}`);
  const test = Object.assign(it.runIf(missing === undefined), {
    runIf: (condition: boolean) => it.runIf(condition && missing === undefined),
  });
  let pair: NetworkPair;
  let leave: () => void;

  beforeAll(() => {
    pair = createPair();
    leave = enterNamespace(pair.left.namespace);
  });
  afterAll(() => {
    leave();
    pair.remove();
  });

  const atLeast = (count: number) => ({
    until: (collector: Collector) => sentFrames(collector).length >= count,
  });
  const onLeft = { interfaces: ['left'], engine };

  test('counts exactly what was sent, whole and in order', async () => {
    const count = 20_000;
    const { collector, statistics } = await captureDuring(
      onLeft,
      // libpcap's buffer overflows when a busy machine gives it no time; the ring's holds a second of this.
      () =>
        pair.send('--count', String(count), '--rate', engine === 'ring' ? '50000' : '8000', '--size', '100'),
      atLeast(count),
    );
    const frames = sentFrames(collector);
    expect(frames).toHaveLength(count);
    const counters = frames.map(frame => new DataView(frame.data.buffer).getUint32(42));
    expect(counters.every((counter, index) => counter === index)).toBe(true);
    expect(frames.every(frame => frame.captured === 100 && frame.length === 100)).toBe(true);
    expect(statistics.received).toBe(collector.packetList.length);
    expect(statistics.droppedByKernel).toBe(engine === 'ring' ? 0 : undefined);
  });

  test('stamps packets with the time of day', async () => {
    const before = Date.now() / 1000;
    const { collector } = await captureDuring(onLeft, () => pair.send('--count', '10'), atLeast(10));
    const after = Date.now() / 1000;
    for (const { seconds, nanoseconds } of sentFrames(collector)) {
      const time = seconds + nanoseconds / 1e9;
      expect(time).toBeGreaterThan(before - 0.01);
      expect(time).toBeLessThan(after + 0.01);
    }
  });

  test('keeps one VLAN tag in place', async () => {
    const { collector } = await captureDuring(
      onLeft,
      () => pair.send('--count', '50', '--size', '90', '--vlan', '7'),
      atLeast(50),
    );
    const frames = sentFrames(collector);
    expect(frames).toHaveLength(50);
    for (const { data, length } of frames) {
      expect(length).toBe(90);
      expect(Buffer.from(data.buffer, 12, 6).toString('hex')).toBe('810000070800');
    }
  });

  test('keeps two VLAN tags in place', async () => {
    const { collector } = await captureDuring(
      onLeft,
      () => pair.send('--count', '50', '--size', '90', '--vlan', '100,7'),
      atLeast(50),
    );
    const frames = sentFrames(collector);
    expect(frames).toHaveLength(50);
    for (const { data } of frames)
      expect(Buffer.from(data.buffer, 12, 10).toString('hex')).toBe('88a80064810000070800');
  });

  test('captures IPv6', async () => {
    const { collector } = await captureDuring(
      { ...onLeft, filter: 'ip6 and tcp port 443' },
      () => pair.send('--count', '50', '--size', '100', '--ip', '6', '--transport', 'tcp', '--ports', '443'),
      atLeast(50),
    );
    const frames = sentFrames(collector);
    expect(frames).toHaveLength(50);
    expect(frames[0]?.data[14]).toBe(0x60);
  });

  test('hands on only what the capture filter accepts', async () => {
    const { collector, statistics } = await captureDuring(
      { ...onLeft, filter: 'udp port 53' },
      () => pair.send('--count', '3000', '--rate', '30000', '--ports', '53,80,443'),
      atLeast(1000),
    );
    expect(collector.packetList).toHaveLength(1000);
    expect(statistics.received).toBe(1000);
  });

  test('finds tagged packets with a filter that does not mention tags', async () => {
    const { collector } = await captureDuring(
      { ...onLeft, filter: 'udp port 53' },
      () => pair.send('--count', '200', '--ports', '53,80', '--vlan', '7'),
      atLeast(100),
    );
    expect(collector.packetList).toHaveLength(100);
  });

  // libpcap's own live filters, which cap uses, look through one tag only.
  test.runIf(engine === 'ring')('looks through two tags, whichever way the frames go', async () => {
    const { collector } = await captureDuring(
      { ...onLeft, filter: 'udp port 53' },
      async () => {
        await pair.send('--count', '200', '--ports', '53,80', '--vlan', '100,7');
        for (const vlans of [[7], [100, 7]]) {
          const frames = [53, 80].map(port => buildFrame({ ...defaultShape, destinationPort: port, vlans }));
          sendFrames('left', { frames, count: 100, rate: 0, visibleAtSource: true });
        }
      },
      atLeast(200),
    );
    expect(collector.packetList).toHaveLength(200);
  });

  test('finds tagged packets with a filter that does', async () => {
    const { collector } = await captureDuring(
      { ...onLeft, filter: 'vlan 7 and udp port 53' },
      async () => {
        await pair.send('--count', '200', '--ports', '53,80', '--vlan', '7');
        await pair.send('--count', '200', '--ports', '53,80', '--vlan', '8');
        await pair.send('--count', '200', '--ports', '53,80');
      },
      atLeast(100),
    );
    expect(collector.packetList).toHaveLength(100);
  });

  test('keeps no more than the snap length and still knows the real length', async () => {
    const { collector } = await captureDuring(
      { ...onLeft, snapLength: 60 },
      async () => {
        await pair.send('--count', '20', '--size', '1000');
        await pair.send('--count', '20', '--size', '1000', '--vlan', '7');
      },
      atLeast(40),
    );
    const frames = sentFrames(collector);
    expect(frames).toHaveLength(40);
    for (const frame of frames) expect([frame.captured, frame.length]).toEqual([60, 1000]);
  });

  test('counts loopback once', async () => {
    const { collector, statistics } = await captureDuring(
      { interfaces: ['lo'], engine, filter: 'udp port 7001' },
      () => talkToMyself(7001, 200),
      { until: seen => seen.packetList.length >= 200, settleMilliseconds: 300 },
    );
    expect(collector.packetList).toHaveLength(200);
    if (engine === 'ring') expect(statistics.skipped).toBe(200);
  });

  test('captures on any interface, each packet once, each with its interface', async () => {
    const { collector, interfaces } = await captureDuring(
      { interfaces: ['any'], engine, filter: 'udp port 7002' },
      async () => {
        await talkToMyself(7002, 100);
        await pair.send('--count', '100', '--ports', '7002', '--vlan', '9');
      },
      { until: seen => seen.packetList.length >= 200, settleMilliseconds: 300 },
    );
    expect(collector.packetList).toHaveLength(200);
    if (engine !== 'ring') return;
    const names = collector.packetList.map(packet => interfaces[packet.interfaceId]?.name);
    expect(names.filter(name => name === 'lo')).toHaveLength(100);
    expect(names.filter(name => name === 'left')).toHaveLength(100);
    expect(sentFrames(collector).every(frame => frame.data[15] === 9)).toBe(true);
  });

  test('captures on several interfaces as one', async () => {
    const { collector, interfaces, statistics } = await captureDuring(
      { interfaces: ['left', 'lo', 'left'], engine, filter: 'udp port 7003' },
      async () => {
        await talkToMyself(7003, 100);
        await pair.send('--count', '100', '--ports', '7003');
        await talkToMyself(7003, 100);
      },
      { until: seen => seen.packetList.length >= 300, settleMilliseconds: 300 },
    );
    expect(interfaces.map(one => one.name)).toEqual(['left', 'lo']);
    expect(collector.packetList).toHaveLength(300);
    expect(collector.packetList.filter(packet => packet.interfaceId === 0)).toHaveLength(100);
    expect(statistics.received).toBe(300);
  });

  test('waits for an interface that is down', async () => {
    pair.left.run('ip', 'link', 'set', 'left', 'down');
    const { collector } = await captureDuring(
      onLeft,
      async seen => {
        await waitFor(() => seen.notices.length > 0);
        pair.left.run('ip', 'link', 'set', 'left', 'up');
        await waitFor(() => seen.notices.length > 1);
        await pair.send('--count', '25');
      },
      atLeast(25),
    );
    expect(collector.notices.map(notice => notice.text)).toEqual([
      'left is down; waiting for it to come up',
      'left is up; capturing',
    ]);
    expect(sentFrames(collector)).toHaveLength(25);
  });

  test('survives an interface that disappears and comes back', async () => {
    const { collector } = await captureDuring(
      onLeft,
      async seen => {
        await pair.send('--count', '50');
        await waitFor(() => sentFrames(seen).length === 50);
        pair.left.run('ip', 'link', 'delete', 'left');
        await waitFor(() => seen.notices.some(one => /disappeared/.test(one.text)));
        pair.connect();
        await waitFor(() => seen.notices.some(one => /is up; capturing/.test(one.text)));
        await pair.send('--count', '70');
      },
      atLeast(120),
    );
    expect(collector.notices.map(notice => notice.severity)).toEqual(['warning', 'info']);
    expect(sentFrames(collector)).toHaveLength(120);
  });

  test('says what to run when it is not allowed to capture', async () => {
    const capture = new CaptureProcess(pair.left, '--interface', 'left', '--engine', engine, '--as-nobody');
    await capture.until(() => capture.find('failed') !== undefined);
    expect(capture.find('failed')?.message).toBe(
      'cannot open left: needs root — run: sudo ./start.sh read -i left',
    );
    await capture.finish();
  });

  test('says in one sentence what is wrong', async () => {
    const nothing = { until: () => true };
    const fails = (options: object): Promise<string> =>
      captureDuring({ ...onLeft, ...options }, async () => undefined, nothing).then(
        () => 'opened',
        (error: Error) => error.message,
      );
    expect(await fails({ filter: 'udp prot 53' })).toMatch(/^[^\n]*syntax error[^\n]*$/);
    expect(await fails({ interfaces: ['absent0'] })).toMatch(
      /^there is no interface "absent0"; there are: left, lo, any$/,
    );
    expect(await fails({ interfaces: ['../../etc/passwd'] })).toMatch(/^there is no interface/);
    expect(await fails({ interfaces: ['left\u001b[31m'] })).toMatch(/^there is no interface "left\\u001b/);
    expect(await fails({ interfaces: [] })).toMatch(/^no interface was named/);
  });
});

/** Sends `count` datagrams to ourselves over loopback, of which each arrives before the next is sent. */
async function talkToMyself(port: number, count: number): Promise<void> {
  const socket = createSocket('udp4');
  await new Promise<void>(resolve => socket.bind(port, '127.0.0.1', resolve));
  for (let number = 0; number < count; number++) {
    const arrived = new Promise(resolve => socket.once('message', resolve));
    socket.send(`message ${number}`, port, '127.0.0.1');
    await arrived;
  }
  socket.close();
}
