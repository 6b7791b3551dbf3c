import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Attack } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { isOpen, place } from '../services/daemon.ts';
import { startDetached } from '../services/detached.ts';
import { keepDoing } from './errands.ts';

const gitPort = 9418;
const fileCount = 30;
const [leastBytes, mostBytes] = [2000, 20_000] as const;
const periodSeconds = 5;
const jitter = 0.6;
const cloneSeconds = 20;
const clonesPerLook = 4;
const companions = ['laptop'];

/** The server learned to keep sources, and people like it. */
export const newService: Attack = {
  kind: 'new-service',
  summary: 'people begin to use a service that was not there before (git)',
  needs: ['git'],
  intensities: ['medium'],
  benign: true,
  actor: 'desktop',
  targets: ['server'],
  async run(order) {
    const { actor, lab, targets, random, signal } = order;
    const server = targets[0] ?? lab.host('server');
    if (!isOpen(server, { tcp: gitPort })) {
      const contents = Array.from({ length: fileCount }, () =>
        random.bytes(random.between(leastBytes, mostBytes)),
      );
      await startStore(server, contents);
    }
    const people = [actor, ...companions.filter(one => lab.has(one)).map(one => lab.host(one))];
    const url = `git://${server.address}/project.git`;
    await keepDoing(order, { periodSeconds, jitter }, async index => {
      const { machine, folder } = random.pick(people);
      if (index % clonesPerLook !== 0) {
        await machine.attempt('git', ['ls-remote', url], { signal, seconds: cloneSeconds });
        return;
      }
      const copy = join(folder, 'project');
      rmSync(copy, { recursive: true, force: true });
      await machine.attempt('git', ['clone', '-q', url, copy], { signal, seconds: cloneSeconds });
    });
    return {
      tool: 'git',
      arguments: `clone ${url}`,
      claims: [
        {
          actors: people.map(({ address }) => address),
          targets: [server.address],
          protocol: 'tcp',
          targetPorts: [gitPort],
        },
      ],
    };
  },
};

async function startStore(host: LabHost, contents: readonly Uint8Array[]): Promise<void> {
  for (const [index, content] of contents.entries()) place(host, 'git/work', `part${index}.bin`, content);
  const work = join(host.folder, 'git', 'work');
  const bare = join(host.folder, 'git', 'project.git');
  const who = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.org'];
  await host.machine.run('git', 'init', '-q', work);
  await host.machine.run('git', '-C', work, 'add', '.');
  await host.machine.run('git', '-C', work, ...who, 'commit', '-q', '-m', 'Begin');
  await host.machine.run('git', 'clone', '-q', '--bare', work, bare);
  const words = [
    'daemon',
    '--export-all',
    `--base-path=${join(host.folder, 'git')}`,
    join(host.folder, 'git'),
  ];
  await startDetached(host, 'git', words, { tcp: gitPort });
}
