import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recording, runDetectors } from '../../testing/detector-run.ts';
import type { Finding } from '../contracts.ts';
import { LearnedNorms } from '../norms/learned-norms.ts';
import { volumeDetectors } from './volume.ts';

/** What each clip must be told as, and within how many seconds of its begin. */
const clips: readonly (readonly [name: string, kind: string, seconds: number])[] = [
  ['tcp-syn-scan-quiet', 'slow-scan', 20],
  ['tcp-syn-scan-loud', 'port-scan', 2],
  ['tcp-null-scan-medium', 'port-scan', 2],
  ['tcp-connect-scan-medium', 'port-scan', 2],
  ['udp-scan-loud', 'port-scan', 2],
  ['service-scan-medium', 'port-scan', 2],
  ['network-scan-medium', 'host-sweep', 12],
  ['arp-sweep-medium', 'arp-sweep', 4],
  ['ipv6-scan-medium', 'neighbour-sweep', 4],
  ['syn-flood-quiet', 'syn-flood', 10],
  ['syn-flood-loud', 'syn-flood', 2],
  ['distributed-syn-flood-medium', 'syn-flood', 2],
  ['udp-flood-medium', 'udp-flood', 2],
  ['icmp-flood-medium', 'icmp-flood', 2],
  ['slow-http-medium', 'slow-requests', 12],
  ['dns-amplification-medium', 'amplification', 2],
  ['ntp-amplification-medium', 'amplification', 2],
  ['ssdp-amplification-medium', 'amplification', 2],
];

async function findingsOf(name: string): Promise<readonly Finding[]> {
  const [found] = await runDetectors([recording(name)], volumeDetectors, { norms: new LearnedNorms() });
  return found ?? [];
}

function startOf(name: string): number {
  const line = readFileSync(recording(name).replace('.pcapng.gz', '.labels.jsonl'), 'utf8').split('\n')[0];
  return (JSON.parse(line ?? '') as { start: number }).start;
}

describe('recordings', () => {
  it.each(clips)('%s is told as %s', async (name, kind, seconds) => {
    const found = await findingsOf(`clips/${name}`);
    const first = found.find(finding => finding.kind === kind);
    expect(first?.time).toBeDefined();
    expect((first?.time ?? 0) - startOf(`clips/${name}`)).toBeLessThanOrEqual(seconds);
  });

  it.each(['normal-day', 'drift', 'clips/update-rush-medium', 'clips/backup-moved-medium'])(
    '%s has none of it',
    async name => {
      expect((await findingsOf(name)).map(({ kind }) => kind)).toEqual([]);
    },
  );
});
