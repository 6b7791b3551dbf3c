/** Countries in the engine process itself: as whom it reads and connects, where it connects to, and what it shows. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundledPath } from '../geo/databases-paths.ts';
import { defaultGeoSettings, type GeoSettings } from '../geo/settings.ts';
import { pcapFile } from '../testing/capture-files.ts';
import { geoFrame, geoTraffic, publicAddresses } from '../testing/geo-traffic.ts';
import { startGeoLiteService } from '../testing/geolite-service.ts';
import { redisServerMissing, startRedis } from '../testing/redis-server.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { EngineLink } from './link.ts';
import type { Answer, EngineGroup, View } from './protocol.ts';

const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;
const missing = isRootOnLinux ? redisServerMissing() : 'needs root on Linux';
if (missing !== undefined) console.log(`Countries in the engine of root are not tested: ${missing}`);
const hasStrace = spawnSync('strace', ['-V'], { stdio: 'ignore' }).status === 0;
if (!hasStrace)
  console.log('Where the engine connects to is not tested: needs strace, which is not installed');

const waitMilliseconds = 20_000;
const addresses = publicAddresses(60, 9);

const view: View = {
  id: 1,
  screen: 'engine',
  filter: '',
  frozenAt: undefined,
  rows: 5,
  cursor: { at: 'newest', offset: 0, screenRow: 0 },
  sort: undefined,
  open: undefined,
  conversation: undefined,
  span: 'start',
  chartWidth: 10,
  find: undefined,
};

function writeCapture(path: string): void {
  const packets = geoTraffic(addresses, 500);
  writeFileSync(
    path,
    pcapFile(packets.map(packet => ({ seconds: packet.seconds, fraction: 0, data: geoFrame(packet) }))),
  );
}

function factsOf(groups: readonly EngineGroup[], title: string): Readonly<Record<string, string>> {
  const group = groups.find(one => one.title === title);
  return Object.fromEntries((group?.facts ?? []).map(({ label, value }) => [label, value]));
}

/** The groups of the engine screen as soon as they are as wanted. */
function groupsWhen(
  listen: (take: (answer: Answer) => void) => void,
  isWanted: (groups: readonly EngineGroup[]) => boolean,
): Promise<readonly EngineGroup[]> {
  let last: readonly EngineGroup[] = [];
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`never: ${JSON.stringify(last)}`)), waitMilliseconds);
    listen(answer => {
      if (answer.kind !== 'snapshot' || answer.snapshot.body.screen !== 'engine') return;
      last = answer.snapshot.body.groups;
      if (!isWanted(last)) return;
      clearTimeout(limit);
      resolve(last);
    });
  });
}

describe.runIf(missing === undefined)('the engine process of root', () => {
  it('reads what only root may read, connects as nobody, and shows secrets to nobody', async () => {
    using folder = temporaryFolder();
    chmodSync(folder.path, 0o755);
    const secret = join(folder.path, 'private');
    mkdirSync(secret, { mode: 0o700 });
    const database = join(secret, 'countries.mmdb');
    copyFileSync(bundledPath() ?? '', database);
    const capture = join(folder.path, 'traffic.pcap');
    writeCapture(capture);
    await using server = await startRedis({ password: 'open-sesame' });
    const service = await startGeoLiteService();
    // What the drop leaves readable; a folder of a test is its maker's alone.
    const trusted = join(folder.path, 'certificate.pem');
    writeFileSync(trusted, service.certificate, { mode: 0o644 });
    const geo: GeoSettings = {
      ...defaultGeoSettings,
      redis: server.url,
      credentials: service.credentials,
      host: service.host,
      databases: [database],
    };
    const environment: NodeJS.ProcessEnv = { ...process.env, NODE_EXTRA_CA_CERTS: trusted };
    delete environment['SUDO_UID'];
    const link = new EngineLink(
      { geo, input: { kind: 'file', path: capture }, speed: 'max', framesPerSecond: 20 },
      environment,
    );
    try {
      link.send({ kind: 'view', view });
      const groups = await groupsWhen(
        take => link.listen(take, () => undefined),
        current => factsOf(current, 'countries: web service')['hits']?.startsWith('60') === true,
      );
      expect(factsOf(groups, 'engine process')['user id']).not.toBe('0');
      expect(factsOf(groups, 'countries: Redis')['state']).toBe('ready');
      // Nobody has no home, and so no file in it.
      expect(factsOf(groups, 'countries: file')['state']).toContain('no home folder');
      expect(JSON.stringify(groups)).toContain(database);
      const seen = ['cmdline', 'environ', 'comm'].map(name =>
        readFileSync(`/proc/${link.pid}/${name}`, 'latin1'),
      );
      for (const text of [...seen, JSON.stringify(groups)]) {
        expect(text).not.toContain(service.credentials.licenseKey);
        expect(text).not.toContain('open-sesame');
      }
    } finally {
      await link.close();
      await service.close();
    }
    // What it was told at the end is there for the next.
    for (let tries = 0; tries < 50 && !(await server.command('DBSIZE')).includes('61'); tries += 1)
      await new Promise(resolve => setTimeout(resolve, 50));
    expect(await server.command('EXISTS', `oddwire:geo:v1:${addresses[0]}`)).toContain('1');
  });
});

describe.runIf(hasStrace)('the engine process without credentials', () => {
  it('opens no connection but to this machine', async () => {
    using folder = temporaryFolder();
    const capture = join(folder.path, 'traffic.pcap');
    const trace = join(folder.path, 'trace.txt');
    writeCapture(capture);
    const options = { input: { kind: 'file', path: capture }, speed: 'max', keepRoot: true, awaitsGeo: true };
    const words = ['-f', '-o', trace, '-e', 'trace=connect,sendto,sendmsg,sendmmsg,bind', process.execPath];
    const main = fileURLToPath(new URL('./main.ts', import.meta.url));
    const child: ChildProcess = spawn('strace', [...words, main, JSON.stringify(options)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ended = new Promise(resolve => child.once('exit', resolve));
    try {
      child.send({ kind: 'geo', settings: defaultGeoSettings });
      child.send({ kind: 'view', view });
      await groupsWhen(
        take => child.on('message', message => take(message as Answer)),
        groups => Number(factsOf(groups, 'countries: databases')['hits']?.split(',')[0]) > 50,
      );
      await new Promise(resolve => setTimeout(resolve, 500));
      child.send({ kind: 'quit' });
      await ended;
    } finally {
      child.kill('SIGKILL');
    }
    const lines = readFileSync(trace, 'utf8').split('\n');
    const outward = lines.filter(line => /sa_family=AF_INET/.test(line));
    expect(outward.some(line => line.includes('htons(6379)'))).toBe(true);
    expect(outward.filter(line => !/inet_addr\("127\.0\.0\.1"\)|"::1"/.test(line))).toEqual([]);
  });
});
