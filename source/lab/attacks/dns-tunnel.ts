import type { ChildProcess } from 'node:child_process';
import { type Attack, type Intensity, intensities } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { routerAddress } from '../layout.ts';
import { endInside } from '../machine.ts';
import { waitFor } from '../schedule.ts';
import { startDaemon } from '../services/daemon.ts';
import { delegatedNames } from '../services/world-names.ts';

const [domain] = delegatedNames;
const password = 'odd';
const dnsPort = 53;
const servicePort = 9000;
const farEnd = '10.53.0.1';
const downloadPauseSeconds = 2;
const farEndTries = 40;
const tryMilliseconds = 250;

type Load = { readonly pingSeconds: number; readonly pingBytes: number; readonly download: boolean };

const loads: Readonly<Record<Intensity, Load>> = {
  quiet: { pingSeconds: 6, pingBytes: 40, download: false },
  medium: { pingSeconds: 0.7, pingBytes: 400, download: false },
  loud: { pingSeconds: 0.5, pingBytes: 600, download: true },
};

/** iodine: a whole network connection inside questions for names, through the resolver of the house. */
export const dnsTunnel: Attack = {
  kind: 'dns-tunnel',
  summary: 'a network connection inside questions for names',
  needs: ['iodine', 'iodined', 'ss', 'ping', 'socat'],
  intensities,
  actor: 'desktop',
  targets: ['router'],
  async run({ lab, intensity, actor, seconds, signal }) {
    const control = lab.host('control');
    const serverWords = ['-f', '-c', '-P', password, `${farEnd}/27`, domain];
    const words = ['-f', '-r', '-P', password, routerAddress, domain];
    const ports = new Set<number>();
    const started: ChildProcess[] = [];
    const begun = performance.now();
    await startDaemon(control, 'iodined', serverWords, { udp: dnsPort }).catch(() => undefined);
    try {
      started.push(quietly(actor, 'iodine', words));
      for (let count = 0; count < farEndTries && !(await isUp(actor, ports)); count += 1)
        if (!(await waitFor(tryMilliseconds / 1000, signal))) break;
      const far = `head -c 60000 /dev/urandom`;
      if (loads[intensity].download)
        started.push(
          quietly(control, 'socat', [`TCP-LISTEN:${servicePort},reuseaddr,fork`, `SYSTEM:${far}`]),
        );
      const left = seconds - (performance.now() - begun) / 1000 - 1;
      if (left > 1) await use(actor, loads[intensity], left, signal);
      await findPorts(actor, ports);
    } finally {
      for (const child of started) endInside(child);
      await control.machine.attempt('sh', ['-c', 'kill $(pidof iodined)']);
    }
    return {
      tool: 'iodine',
      arguments: words.join(' '),
      claims: [
        {
          actors: [actor.address],
          targets: [routerAddress],
          protocol: 'udp',
          actorPorts: [...ports],
          targetPorts: [dnsPort],
        },
      ],
    };
  },
};

function quietly(host: LabHost, program: string, words: readonly string[]): ChildProcess {
  const child = host.machine.spawn(program, words);
  child.stdout?.resume();
  child.stderr?.resume();
  child.on('error', () => undefined);
  return child;
}

async function isUp(host: LabHost, ports: Set<number>): Promise<boolean> {
  await findPorts(host, ports);
  const { output } = await host.machine.attempt('ip', ['-4', '-o', 'address']);
  return output.includes(farEnd.slice(0, farEnd.lastIndexOf('.') + 1));
}

/** It keeps one socket for as long as it lives. */
async function findPorts(host: LabHost, ports: Set<number>): Promise<void> {
  const { output } = await host.machine.attempt('ss', ['-Hunap']);
  for (const line of output.split('\n')) {
    const port = /^\S+\s+\d+\s+\d+\s+\S+:(\d+)\s/.exec(line)?.[1];
    if (line.includes('"iodine"') && port !== undefined) ports.add(Number(port));
  }
}

async function use(host: LabHost, load: Load, seconds: number, signal: AbortSignal): Promise<void> {
  const size = ['-i', String(load.pingSeconds), '-s', String(load.pingBytes)];
  const pings = host.machine.attempt('ping', ['-n', ...size, farEnd], { seconds, signal });
  if (load.download) {
    const words = ['-u', `TCP:${farEnd}:${servicePort}`, 'OPEN:/dev/null'];
    const begun = performance.now();
    for (let left = seconds; left > 1; left = seconds - (performance.now() - begun) / 1000) {
      await host.machine.attempt('socat', words, { seconds: left, signal });
      if (!(await waitFor(Math.min(left, downloadPauseSeconds), signal))) break;
    }
  }
  await pings;
}
