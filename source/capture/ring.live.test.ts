/** What only the ring can do, and what it must survive. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaptureProcess } from '../testing/capture-process.ts';
import { Collector } from '../testing/collect.ts';
import { captureDuring, delay, sentFrames, waitFor } from '../testing/live-capture.ts';
import { createPair, enterNamespace, type NetworkPair, skipReason } from '../testing/network.ts';
import { buildFrame, defaultShape } from '../testing/traffic.ts';
import { createTunnel } from '../testing/tunnel.ts';
import { openLive } from './live.ts';

const reason = skipReason();
if (reason !== undefined) console.log(`skipped: ${reason}`);

const engine = 'ring';
const onLeft = { interfaces: ['left'], engine } as const;

describe.runIf(reason === undefined)('ring', () => {
  let pair: NetworkPair;
  let leave: () => void;

  beforeAll(() => {
    pair = createPair({ mtu: 9000 });
    leave = enterNamespace(pair.left.namespace);
  });
  afterAll(() => {
    leave();
    pair.remove();
  });

  it('captures jumbo frames whole', async () => {
    const { collector } = await captureDuring(onLeft, () => pair.send('--count', '500', '--size', '9014'), {
      until: seen => sentFrames(seen).length >= 500,
    });
    const frames = sentFrames(collector);
    expect(frames).toHaveLength(500);
    expect(frames.every(frame => frame.captured === 9014 && frame.length === 9014)).toBe(true);
  });

  it('captures what segmentation offload makes of a TCP stream, up to 64 KB and beyond', async () => {
    const megabytes = 20;
    const jumbo = 150_000;
    for (const one of [pair.left, pair.right]) {
      try {
        one.run(
          'ip',
          'link',
          'set',
          one.interface,
          'gso_max_size',
          String(jumbo),
          'gro_max_size',
          String(jumbo),
        );
      } catch {
        // Before Linux 6.3 a segment ends at 64 KB.
      }
    }
    const { collector } = await captureDuring(
      onLeft,
      async () => {
        const server = pair.left.spawn(process.execPath, '-e', tcpServer);
        await new Promise(resolve => server.stdout?.once('data', resolve));
        const client = pair.right.spawn(process.execPath, '-e', tcpClient(pair.left.address6, megabytes));
        await new Promise(resolve => client.once('exit', resolve));
        server.kill();
      },
      { until: () => true, settleMilliseconds: 300 },
    );
    const headerBytes = 14 + 40;
    let payload = 0;
    let largest = 0;
    for (const { data, captured, length } of collector.packetList) {
      expect(captured).toBe(length);
      // From the client over TCP; a segment beyond 64 KB has a jumbo extension header in front of it.
      const jumboHeader = data[20] === 0 ? 8 : 0;
      const protocol = jumboHeader > 0 ? data[headerBytes] : data[20];
      if (data[12] !== 0x86 || data[37] !== 2 || protocol !== 6) continue;
      const afterExtensions = headerBytes + jumboHeader;
      payload += length - afterExtensions - (((data[afterExtensions + 12] ?? 0) >> 4) << 2);
      largest = Math.max(largest, length);
    }
    expect(largest).toBeGreaterThan(20_000);
    expect(payload).toBeGreaterThanOrEqual(megabytes * 1024 * 1024);
    console.log(`largest segment captured whole: ${largest} bytes`);
  });

  it('follows an interface down and up', async () => {
    pair.left.run('ip', 'link', 'set', 'left', 'down');
    const { collector } = await captureDuring(
      onLeft,
      async seen => {
        await waitFor(() => seen.notices.length === 1);
        pair.left.run('ip', 'link', 'set', 'left', 'up');
        await waitFor(() => seen.notices.length === 2);
        await pair.send('--count', '30');
        await waitFor(() => sentFrames(seen).length === 30);
        pair.left.run('ip', 'link', 'set', 'left', 'down');
        await waitFor(() => seen.notices.length === 3);
        pair.left.run('ip', 'link', 'set', 'left', 'up');
        await waitFor(() => seen.notices.length === 4);
        await pair.send('--count', '40');
      },
      { until: seen => sentFrames(seen).length >= 70 },
    );
    expect(collector.notices.map(notice => notice.text)).toEqual([
      'left is down; waiting for it to come up',
      'left is up; capturing',
      'left is down; waiting for it to come up',
      'left is up; capturing',
    ]);
    expect(sentFrames(collector)).toHaveLength(70);
  });

  it('asks for promiscuous mode unless told not to', async () => {
    for (const promiscuous of [true, false]) {
      const opened = await openLive({ ...onLeft, promiscuous });
      if (!opened.ok) throw new Error(opened.message);
      const shown = pair.left.run('ip', '-d', 'link', 'show', 'left');
      opened.source.close();
      expect(shown).toContain(`promiscuity ${promiscuous ? 1 : 0}`);
    }
  });

  it('follows an interface that is renamed', async () => {
    const { collector } = await captureDuring(
      onLeft,
      async seen => {
        for (const name of ['renamed', 'left']) {
          const current = name === 'left' ? 'renamed' : 'left';
          pair.left.run('ip', 'link', 'set', current, 'down');
          pair.left.run('ip', 'link', 'set', current, 'name', name);
          pair.left.run('ip', 'link', 'set', name, 'up');
          await waitFor(() => seen.notices.some(one => one.text.includes(`now called ${name}`)));
        }
        await pair.send('--count', '20');
      },
      { until: seen => sentFrames(seen).length >= 20 },
    );
    expect(sentFrames(collector)).toHaveLength(20);
    expect(collector.notices.some(one => one.text === 'left is now called renamed; capturing goes on')).toBe(
      true,
    );
  });

  it('listens again on an interface that came back after privileges were given up', async () => {
    const capture = new CaptureProcess(pair.left, '--interface', 'left', '--engine', engine, '--drop');
    try {
      await capture.until(() => capture.find('opened') !== undefined);
      expect(capture.find('opened')?.uid).not.toBe(0);
      pair.left.run('ip', 'link', 'delete', 'left');
      await capture.until(() => capture.sawNotice(/disappeared/));
      pair.connect();
      await capture.until(() => capture.sawNotice(/is up; capturing/));
      await pair.send('--count', '60');
      await capture.until(() => (capture.find('counted')?.received ?? 0) >= 60);
      await capture.finish();
      expect(capture.find('ended')?.received).toBeGreaterThanOrEqual(60);
    } finally {
      capture.child.kill('SIGKILL');
    }
  });

  it('sees an interface that appears while capturing on any, after privileges were given up', async () => {
    const filter = 'udp port 7200';
    const words = ['--interface', 'any', '--engine', engine, '--filter', filter, '--drop'];
    const capture = new CaptureProcess(pair.left, ...words);
    try {
      await capture.until(() => capture.find('opened') !== undefined);
      pair.left.run('ip', 'link', 'delete', 'left');
      pair.connect();
      await pair.send('--count', '60', '--ports', '7200');
      await capture.until(() => (capture.find('counted')?.received ?? 0) >= 60);
      await capture.finish();
      expect(capture.find('ended')?.received).toBe(60);
    } finally {
      capture.child.kill('SIGKILL');
    }
  });

  it('counts what the kernel dropped when nobody drains', async () => {
    const opened = await openLive({ ...onLeft, bufferMegabytes: 2 });
    if (!opened.ok) throw new Error(opened.message);
    const { source } = opened;
    const count = 30_000;
    await pair.send('--count', String(count), '--size', '200');
    const collector = new Collector();
    await delay(50);
    while (source.drain(collector, 1000) === 'more');
    const { droppedByKernel = 0 } = source.statistics();
    source.close();
    expect(droppedByKernel).toBeGreaterThan(0);
    expect(collector.packetList.length + droppedByKernel).toBeGreaterThanOrEqual(count);
    expect(sentFrames(collector).length + droppedByKernel).toBeLessThan(count + 100);
    expect(source.statistics().droppedByKernel).toBe(droppedByKernel);
  });

  it('may be closed by its own sink, twice, and drains as ended', async () => {
    const opened = await openLive({ ...onLeft, filter: 'udp port 9' });
    if (!opened.ok) throw new Error(opened.message);
    const { source } = opened;
    await pair.send('--count', '5000');
    let readAfterClose = 0;
    const sink = {
      packets: (batch: { memory: Uint8Array; offset: Uint32Array }) => {
        source.close();
        source.close();
        readAfterClose = batch.memory[(batch.offset[0] ?? 0) + 6] ?? 0;
      },
      notice: () => undefined,
    };
    await waitFor(() => source.drain(sink, 8) === 'ended');
    expect(readAfterClose).toBe(2);
    expect(source.drain(sink, 8)).toBe('ended');
    await source.ready();
  });

  it('captures on devices without a link header, alone and with any', async () => {
    const tunnel = createTunnel('tunnel', 'tun');
    try {
      pair.left.run('ip', 'link', 'set', 'tunnel', 'up');
      for (const name of ['tunnel', 'any']) {
        const { collector, interfaces } = await captureDuring(
          { interfaces: [name], engine, filter: 'udp port 53' },
          async () => {
            tunnel.receive(buildFrame({ ...defaultShape, destinationPort: 53 }).subarray(14));
            tunnel.receive(buildFrame({ ...defaultShape, destinationPort: 80 }).subarray(14));
            tunnel.receive(buildFrame({ ...defaultShape, destinationPort: 53, ip: 6 }).subarray(14));
          },
          { until: seen => seen.packetList.length >= 2 },
        );
        expect(collector.packetList.map(packet => packet.linkType)).toEqual([101, 101]);
        expect(collector.packetList.map(packet => packet.data[0])).toEqual([0x45, 0x60]);
        expect(interfaces[collector.packetList[0]?.interfaceId ?? -1]?.name).toBe('tunnel');
      }
    } finally {
      tunnel.remove();
    }
  });

  it('writes a cooked header where the link header is unsuitable', async () => {
    const greHardware = 778;
    const tunnel = createTunnel('odd0', 'tap', greHardware);
    try {
      pair.left.run('ip', 'link', 'set', 'odd0', 'up');
      for (const name of ['odd0', 'any']) {
        const { collector } = await captureDuring(
          { interfaces: [name], engine, filter: 'udp port 53', snapLength: 70 },
          async () => {
            tunnel.receive(buildFrame({ ...defaultShape, destinationPort: 53, size: 64 }));
            tunnel.receive(buildFrame({ ...defaultShape, destinationPort: 80, size: 64 }));
            tunnel.receive(buildFrame({ ...defaultShape, destinationPort: 53, size: 640 }));
          },
          { until: seen => seen.packetList.length >= 2 },
        );
        const [packet, cut] = collector.packetList;
        expect(collector.packetList).toHaveLength(2);
        expect(packet?.linkType).toBe(276);
        // IPv4, reserved, an interface index, GRE, a packet type and six bytes of sender's address.
        expect(Buffer.from(packet?.data ?? []).toString('hex')).toMatch(
          /^08000000[0-9a-f]{8}030a[0-9a-f]{2}060200000000010{4}45/,
        );
        expect([packet?.captured, packet?.length]).toEqual([20 + 50, 20 + 50]);
        expect([cut?.captured, cut?.length]).toEqual([70, 20 + 626]);
      }
    } finally {
      tunnel.remove();
    }
  });
});

const tcpServer = `
  const { createServer } = require('node:net');
  createServer(socket => socket.resume()).listen(7100, '::', () => console.log('listening'));
`;

function tcpClient(address: string, megabytes: number): string {
  return `
    const { connect } = require('node:net');
    const socket = connect(7100, '${address}', () => {
      const part = Buffer.alloc(1024 * 1024, 7);
      let left = ${megabytes};
      const more = () => { if (left-- > 0) socket.write(part, more); else socket.end(); };
      more();
    });
    socket.resume();
  `;
}
