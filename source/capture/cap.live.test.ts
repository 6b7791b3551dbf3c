/** The sharp edges of the package `cap`, blunted: it must not hold up timers and signals, nor take us with it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CaptureProcess } from '../testing/capture-process.ts';
import { captureDuring, sentFrames, waitFor } from '../testing/live-capture.ts';
import { createPair, enterNamespace, type NetworkPair, skipReason } from '../testing/network.ts';
import { capObstacle } from './cap.ts';
import type { LiveEngine } from './live.ts';

const reason = skipReason() ?? capObstacle();
if (reason !== undefined) console.log(`skipped: ${reason}`);

describe.runIf(reason === undefined)('live capture under a flood', () => {
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

  it.each<LiveEngine>(['cap', 'ring'])('with %s answers Ctrl-C', async engine => {
    const capture = new CaptureProcess(pair.left, '--interface', 'left', '--engine', engine, '--drop');
    const flood = pair.send('--count', '2000000');
    try {
      await capture.until(() => (capture.find('counted')?.received ?? 0) > 50_000);
      const helpers = helpersOf(capture.child.pid ?? 0);
      expect(helpers).toHaveLength(engine === 'cap' ? 1 : 0);
      const start = performance.now();
      capture.child.kill('SIGINT');
      await capture.until(() => capture.exitCode !== undefined);
      const milliseconds = performance.now() - start;
      console.log(`${engine}: ended ${Math.round(milliseconds)} ms after Ctrl-C`);
      expect(capture.exitCode).toBe(0);
      expect(capture.find('ended')?.stoppedBy).toBe('SIGINT');
      // Generous: other tests may be using this machine.
      expect(milliseconds).toBeLessThan(1000);
      await waitFor(() => !helpers.some(isHelper));
      expect(helpers.filter(isHelper)).toEqual([]);
    } finally {
      capture.child.kill('SIGKILL');
      await flood;
    }
  });

  it.each([0, 2_000_000])(
    'leaves no process behind when it is killed while %i frames come in',
    async count => {
      const capture = new CaptureProcess(pair.left, '--interface', 'left', '--engine', 'cap');
      await capture.until(() => capture.find('opened') !== undefined);
      const helpers = helpersOf(capture.child.pid ?? 0);
      const flood = pair.send('--count', String(count));
      if (count > 0) await capture.until(() => (capture.find('counted')?.received ?? 0) > 1000);
      capture.child.kill('SIGKILL');
      await waitFor(() => !helpers.some(isHelper));
      expect(helpers).toHaveLength(1);
      expect(helpers.filter(isHelper)).toEqual([]);
      await flood;
    },
  );

  it('says what cap cannot know instead of zero', async () => {
    const { statistics } = await captureDuring(
      { interfaces: ['left'], engine: 'cap' },
      () => pair.send('--count', '10'),
      { until: seen => sentFrames(seen).length >= 10 },
    );
    expect(statistics).toMatchObject({ droppedByKernel: undefined, droppedByInterface: undefined });
  });

  it('runs the package as somebody who is not root', async () => {
    let seen: string[] = [];
    await captureDuring(
      { interfaces: ['left'], engine: 'cap' },
      async () => {
        const statuses = helpersOf(process.pid).map(child => readFileSync(`/proc/${child}/status`, 'utf8'));
        seen = statuses.map(status => /^Uid:\s+(\d+)/m.exec(status)?.[1] ?? '');
      },
      { until: () => true },
    );
    expect(seen).toHaveLength(1);
    expect(seen[0]).not.toBe('0');
  });
});

/** The processes that run the package for `parent`. */
function helpersOf(parent: number): number[] {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ');
  return children.map(Number).filter(child => isHelper(child));
}

function isHelper(child: number): boolean {
  try {
    return readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('cap-process');
  } catch {
    return false;
  }
}
