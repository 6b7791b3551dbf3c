import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { readCapture } from '../capture/read-capture.ts';
import { Collector } from '../testing/collect.ts';
import { openPcapngWriter } from './pcapng.ts';

const folder = mkdtempSync(join(tmpdir(), 'oddwire-live-'));
afterAll(() => rmSync(folder, { recursive: true }));

const installed = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
const isRoot = process.geteuid?.() === 0;
const frame = Uint8Array.from({ length: 60 }, (_, index) =>
  index < 12 ? 2 : index === 12 ? 0x88 : index === 13 ? 0xb5 : index,
);
const ethernet = { name: 'eth0', linkType: 1, snapLength: 262_144 };

function readAll(path: string): Collector {
  const collector = new Collector();
  readCapture(readFileSync(path), collector);
  return collector;
}

/** A process that records packets without end into `path`, in its own words. */
function recorder(path: string, output: 'ignore' | 'pipe' | number = 'ignore'): ChildProcess {
  const program = `
    import { openPcapngWriter } from ${JSON.stringify(new URL('./pcapng.ts', import.meta.url).href)};
    const opened = openPcapngWriter(${JSON.stringify(path)}, { interfaces: [{ name: 'eth0', linkType: 1, snapLength: 0 }] });
    const memory = new Uint8Array(2000);
    const write = () => {
      for (let index = 0; index < 200; index += 1) opened.writer.append(memory, 0, index, index, 1, index, 0, 1, undefined);
      if (opened.writer.failure !== undefined) {
        console.error(opened.writer.failure);
        void opened.writer.close();
      } else setTimeout(write, 1);
    };
    write();`;
  return spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', output, 'pipe'],
  });
}

async function exit(child: ChildProcess): Promise<string> {
  let text = '';
  child.stderr?.on('data', chunk => {
    text += String(chunk);
  });
  await new Promise(resolve => child.once('close', resolve));
  return text;
}

describe('recorded pcapng files', () => {
  it.runIf(installed('capinfos') && installed('tshark'))('are read by capinfos and tshark', async () => {
    const path = join(folder, 'peers.pcapng');
    const opened = openPcapngWriter(path, {
      interfaces: [ethernet],
      filter: 'not port 22',
      application: 'Oddwire 1',
    });
    if (!opened.ok) throw new Error(opened.message);
    const { writer } = opened;
    writer.append(frame, 0, 60, 60, 1_700_000_000, 123_456_789, 0, 1, undefined);
    writer.append(frame, 0, 50, 60, 4_323_283_200, 1, 0, 1, 'a remark');
    await writer.close({ received: 2, droppedByKernel: 7, droppedByInterface: undefined, skipped: 0 });
    const information = execFileSync('capinfos', [path], { encoding: 'utf8' });
    expect(information).toMatch(/Number of packets:\s+2/);
    expect(information).toMatch(/Capture application:\s+Oddwire 1/);
    expect(information).toMatch(/Name = eth0/);
    expect(information).toMatch(/Time precision = nanoseconds/);
    expect(information).toMatch(/Filter string = not port 22/);
    expect(information).toMatch(/Number of stat entries = 1/);
    const fields = [
      'frame.time_epoch',
      'frame.len',
      'frame.cap_len',
      'frame.comment',
      'frame.interface_name',
    ];
    const rows = execFileSync(
      'tshark',
      ['-r', path, '-T', 'fields', ...fields.flatMap(field => ['-e', field])],
      { encoding: 'utf8' },
    );
    expect(rows.split('\n')).toEqual([
      '1700000000.123456789\t60\t60\t\teth0',
      '4323283200.000000001\t60\t50\ta remark\teth0',
      '',
    ]);
  });

  it('can be read after the recording process was killed', async () => {
    const path = join(folder, 'killed.pcapng');
    const child = recorder(path);
    const partial = join(folder, `.killed.pcapng.partial-${child.pid}`);
    for (let turn = 0; turn < 200; turn += 1) {
      await sleep(20);
      if (
        readdirSync(folder).some(name => name.startsWith('.killed')) &&
        readFileSync(partial).length > 100_000
      )
        break;
    }
    child.kill('SIGKILL');
    await exit(child);
    expect(readdirSync(folder)).not.toContain('killed.pcapng');
    const { packetList, notices } = readAll(partial);
    expect(notices).toEqual([]);
    expect(packetList.length).toBeGreaterThan(500);
  });

  it.runIf(isRoot)('keep what fits on a small disk', async () => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=700k', 'tmpfs', disk]);
    try {
      const child = recorder(join(disk, 'full.pcapng'));
      const text = await exit(child);
      expect(text).toMatch(
        /^cannot go on writing .*full\.pcapng: the disk is full; .* \([\d,]+ whole packets\)\n$/,
      );
      const { packetList, notices } = readAll(join(disk, `.full.pcapng.partial-${child.pid}`));
      expect(notices).toEqual([]);
      expect(text).toContain(`(${packetList.length.toLocaleString('en-US')} whole packets)`);
      expect(packetList.length).toBeGreaterThan(2000);
    } finally {
      execFileSync('umount', [disk]);
    }
  });

  it('go to standard output, until nobody reads any more', async () => {
    const child = recorder('-', 'pipe');
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of child.stdout ?? []) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > 500_000) break;
    }
    child.stdout?.destroy();
    expect(await exit(child)).toMatch(
      /^whoever read standard output has stopped \([\d,]+ whole packets\)\n$/,
    );
    const path = join(folder, 'output.pcapng');
    writeFileSync(path, Buffer.concat(chunks));
    const { packetList, errors } = readAll(path);
    expect(packetList.length).toBeGreaterThan(2000);
    expect(errors.length).toBeLessThanOrEqual(1);
  });
});
