/**
 * The laboratory: a small network of machines (namespaces) on one hub, a router, and an internet of a few hosts
 * behind it. Nothing in it can reach anything else, and nothing of it outlives this process.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type HostPlan,
  hostPlans,
  insideDomain,
  insidePrefix6,
  routerAddress,
  routerAddress6,
  siteAddresses,
} from './layout.ts';
import { Machine } from './machine.ts';
import { labFolderPrefix } from './mark.ts';

const wanAddress = '198.51.100.1';
const wanAddress6 = '2001:db8:ffff::1';
const outsidePrefixes = ['198.51.100.0/24', '203.0.113.0/24'] as const;
/** The line a home has: without a limit, bursts overflow the queues of the machine this runs on. */
const defaultRateMegabits = 100;
/** Most that a server outside has on its way at once, for the same reason. */
const mostSendBytes = 65_536;
/** Real machines are not handed packets larger than the wire carries. */
const offloads = ['tso', 'gso', 'gro', 'tx', 'rx'] as const;

export type LabHost = {
  readonly name: string;
  readonly plan: HostPlan;
  readonly machine: Machine;
  readonly address: string;
  readonly address6: string;
  readonly mac: string;
  /** For everything its programs write; gone with the lab. */
  readonly folder: string;
};

export type LabOptions = {
  /** Only these hosts, and the router; all by default. */
  readonly hosts?: readonly string[];
  /** Between router and internet. */
  readonly delayMilliseconds?: number;
  readonly lossPercent?: number;
  readonly rateMegabits?: number;
  readonly log: (line: string) => void;
};

export class Lab {
  readonly folder: string;
  readonly log: (line: string) => void;
  readonly hosts = new Map<string, LabHost>();
  /** Holds the hub; its interface `span` sees every frame inside once. */
  readonly hub: Machine;
  readonly #exchange: Machine;

  private constructor(folder: string, hub: Machine, exchange: Machine, log: (line: string) => void) {
    this.folder = folder;
    this.hub = hub;
    this.#exchange = exchange;
    this.log = log;
  }

  static async build(options: LabOptions): Promise<Lab> {
    const folder = mkdtempSync(join(tmpdir(), `${labFolderPrefix}${process.pid}-`));
    const [hub, exchange] = await Promise.all([Machine.start('hub'), Machine.start('exchange')]);
    const lab = new Lab(folder, hub, exchange, options.log);
    try {
      await lab.#wire(options);
      return lab;
    } catch (error) {
      lab.remove();
      throw error;
    }
  }

  host(name: string): LabHost {
    const host = this.hosts.get(name);
    if (host === undefined) throw new Error(`the lab has no host "${name}"`);
    return host;
  }

  has(name: string): boolean {
    return this.hosts.has(name);
  }

  remove(): void {
    for (const { machine } of this.hosts.values()) machine.remove();
    this.hub.remove();
    this.#exchange.remove();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  async #wire(options: LabOptions): Promise<void> {
    await Promise.all([bridge(this.hub, 'hub'), bridge(this.#exchange, 'exchange')]);
    // The port of the recorder: frames are flooded to it as to everybody.
    await this.hub.run('ip', 'link', 'add', 'span', 'type', 'veth', 'peer', 'name', 'span-port');
    await this.hub.run('ip', 'link', 'set', 'span', 'up', 'promisc', 'on');
    await this.hub.run('ip', 'link', 'set', 'span-port', 'master', 'hub', 'up');
    const wanted = hostPlans.filter(
      ({ name }) => name === 'router' || (options.hosts?.includes(name) ?? true),
    );
    await Promise.all(wanted.map(plan => this.#join(plan)));
    await this.#connectRouter(options);
  }

  async #join(plan: HostPlan): Promise<void> {
    const machine = await Machine.start(plan.name);
    const folder = join(this.folder, plan.name);
    mkdirSync(folder, { mode: 0o755 });
    const { name, address, address6, mac } = plan;
    this.hosts.set(name, { name, plan, machine, address, address6, mac, folder });
    const away = plan.role === 'outside';
    await cable(machine, 'eth0', mac, away ? this.#exchange : this.hub, away ? 'exchange' : 'hub', name);
    if (plan.isAway === true) {
      await machine.run('ip', 'link', 'set', 'eth0', 'down');
      return this.#names(machine, folder, routerAddress);
    }
    await machine.run('ip', '-6', 'address', 'add', `${address6}/64`, 'dev', 'eth0', 'nodad');
    if (away) await joinInternet(machine, plan);
    else {
      await machine.run('ip', 'address', 'add', `${address}/24`, 'brd', '+', 'dev', 'eth0');
      if (plan.role === 'inside') {
        await machine.run('ip', 'route', 'add', 'default', 'via', routerAddress);
        await machine.run('ip', '-6', 'route', 'add', 'default', 'via', routerAddress6);
      }
    }
    await this.#names(machine, folder, away ? '198.51.100.53' : routerAddress);
  }

  /** Its own resolver and a /tmp that nobody shares. */
  async #names(machine: Machine, folder: string, resolver: string): Promise<void> {
    const resolv = join(folder, 'resolv.conf');
    writeFileSync(resolv, `nameserver ${resolver}\nsearch ${insideDomain}\noptions timeout:2 attempts:2\n`);
    const hosts = join(folder, 'hosts');
    writeFileSync(hosts, '127.0.0.1 localhost\n::1 localhost\n');
    await machine.run('mount', '--bind', resolv, '/etc/resolv.conf');
    await machine.run('mount', '--bind', hosts, '/etc/hosts');
  }

  async #connectRouter(options: LabOptions): Promise<void> {
    const { machine } = this.host('router');
    await cable(machine, 'wan', '00:0d:b9:4a:10:02', this.#exchange, 'exchange', 'router-wan');
    await machine.run('ip', 'address', 'add', `${wanAddress}/32`, 'dev', 'wan');
    for (const prefix of outsidePrefixes) await machine.run('ip', 'route', 'add', prefix, 'dev', 'wan');
    await machine.run('ip', '-6', 'address', 'add', `${wanAddress6}/64`, 'dev', 'wan', 'nodad');
    await machine.run('sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1');
    await limitRate(machine, options.rateMegabits ?? defaultRateMegabits);
    const { delayMilliseconds = 0, lossPercent = 0, rateMegabits } = options;
    if (delayMilliseconds === 0 && lossPercent === 0 && rateMegabits === undefined) return;
    const rate = rateMegabits === undefined ? [] : ['rate', `${rateMegabits}mbit`];
    const words = [
      'delay',
      `${delayMilliseconds}ms`,
      `${delayMilliseconds / 4}ms`,
      'loss',
      `${lossPercent}%`,
      ...rate,
    ];
    const result = await machine.attempt('tc', [
      'qdisc',
      'add',
      'dev',
      'wan',
      'root',
      'netem',
      'limit',
      '5000',
      ...words,
    ]);
    if (!result.ok) this.log('this kernel has no netem: the way to the internet has no delay and no loss');
  }
}

async function bridge(machine: Machine, name: string): Promise<void> {
  // Nothing of the hub's own is on the wire: it has no addresses and asks for none.
  await machine.run(
    'sysctl',
    '-qw',
    'net.ipv6.conf.all.disable_ipv6=1',
    'net.ipv6.conf.default.disable_ipv6=1',
  );
  // Never learning where anybody is makes it a hub: the recorder sees everything.
  await machine.run('ip', 'link', 'add', name, 'type', 'bridge', 'ageing_time', '0', 'mcast_snooping', '0');
  await machine.run('ip', 'link', 'set', name, 'up');
}

async function cable(
  machine: Machine,
  name: string,
  mac: string,
  hub: Machine,
  master: string,
  port: string,
): Promise<void> {
  await hub.network(
    'ip',
    'link',
    'add',
    'name',
    port,
    'type',
    'veth',
    'peer',
    'name',
    name,
    'netns',
    String(machine.pid),
  );
  await hub.run('sysctl', '-qw', `net.ipv6.conf.${port}.disable_ipv6=1`);
  await hub.run('ip', 'link', 'set', port, 'master', master, 'up');
  await machine.run('ip', 'link', 'set', name, 'address', mac);
  for (const feature of offloads) await machine.attempt('ethtool', ['-K', name, feature, 'off']);
  await machine.run('ip', 'link', 'set', name, 'up');
}

/** What comes from outside, packet after packet as a line of that rate brings it. */
async function limitRate(machine: Machine, megabits: number): Promise<void> {
  const bucket = ['tbf', 'rate', `${megabits}mbit`, 'burst', '8kb', 'latency', '300ms'];
  await machine.attempt('tc', ['qdisc', 'add', 'dev', 'eth0', 'root', ...bucket]);
}

async function joinInternet(machine: Machine, plan: HostPlan): Promise<void> {
  await machine.run('sysctl', '-qw', `net.ipv4.tcp_wmem=4096 16384 ${mostSendBytes}`);
  await machine.run('ip', 'address', 'add', `${plan.address}/32`, 'dev', 'eth0');
  for (const address of siteAddresses(plan.name))
    await machine.run('ip', 'address', 'add', `${address}/32`, 'dev', 'eth0');
  for (const prefix of outsidePrefixes)
    await machine.run('ip', 'route', 'add', prefix, 'dev', 'eth0', 'src', plan.address);
  await machine.run(
    'ip',
    'route',
    'add',
    'default',
    'via',
    wanAddress,
    'dev',
    'eth0',
    'onlink',
    'src',
    plan.address,
  );
  await machine.run('ip', '-6', 'route', 'add', insidePrefix6, 'via', wanAddress6);
}
