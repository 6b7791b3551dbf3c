import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Attack } from '../contracts.ts';
import { backupStore } from '../services/backup-store.ts';
import { isOpen } from '../services/daemon.ts';
import { portsFor } from './errands.ts';

const rsyncPort = 873;
const fileCount = 24;
const [leastBytes, mostBytes] = [40_000, 220_000] as const;
const kilobytesPerSecond = '600';

/** What happens every night, at noon: somebody changed a setting. */
export const backupMoved: Attack = {
  kind: 'backup-moved',
  summary: 'the backup of the night runs at noon',
  needs: ['socat', ...backupStore.needs],
  intensities: ['medium'],
  benign: true,
  actor: 'desktop',
  targets: ['nas'],
  async run({ lab, actor, targets, random, seconds, signal }) {
    const store = targets[0] ?? lab.host('nas');
    if (!isOpen(store, { tcp: rsyncPort })) await backupStore.start(lab, store);
    const folder = join(actor.folder, 'documents-at-noon');
    mkdirSync(folder, { recursive: true });
    for (let index = 0; index < fileCount; index += 1)
      writeFileSync(join(folder, `${index}.bin`), random.bytes(random.between(leastBytes, mostBytes)));
    const port = portsFor(3)[random.below(portsFor(3).length)] ?? 0;
    // The port tells its packets from those of other backups.
    const door = `socat - TCP4:${store.address}:${rsyncPort},sourceport=${port},reuseaddr`;
    const target = `rsync://${store.address}/backup/${actor.name}-noon/`;
    const words = [
      `RSYNC_CONNECT_PROG=${door}`,
      'rsync',
      '-a',
      `--bwlimit=${kilobytesPerSecond}`,
      folder,
      target,
    ];
    await actor.machine.attempt('env', words, { signal, seconds });
    return {
      tool: 'rsync',
      arguments: words.slice(2).join(' '),
      claims: [
        {
          actors: [actor.address],
          targets: [store.address],
          protocol: 'tcp',
          actorPorts: [port],
          targetPorts: [rsyncPort],
        },
      ],
    };
  },
};
