import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../capture/file.ts';
import { Analyser } from '../detect/analyser.ts';
import { OfflineRun } from '../detect/offline-run.ts';
import { Tracker } from '../flows/tracker.ts';
import { HostPlaces } from '../geo/host-places.ts';
import { recording } from '../testing/detector-run.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { loadBaselineFile } from './detection.ts';
import { EngineDetection } from './detection-service.ts';
import { trainBaseline } from './training.ts';

function analyser(): Analyser {
  return new Analyser({ tracker: new Tracker({ seed: 1 }), seed: 1, waits: true });
}

async function open(name: string) {
  const opened = await openCapture(recording(name));
  if (!opened.ok) throw new Error(opened.message);
  return opened.source;
}

describe('a baseline', () => {
  it('ships with Oddwire and fits it', async () => {
    const loader = await loadBaselineFile(undefined);
    const made = analyser();
    expect(loader.ok && loader.into(made)).toBeUndefined();
    expect(made.facts.learning.source).toBe('bundled');
    expect(made.facts.models.every(({ trainedAt }) => trainedAt > 0)).toBe(true);
    expect(made.facts.learning.packets).toBe(0);
  });

  it('is learned from captures, and used where it is named', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'x.baseline');
    const trained = await trainBaseline([await open('clips/tcp-syn-scan-quiet')], { path, overwrite: false });
    expect(trained).toMatchObject({ ok: true, packets: 1596, isProvisional: true });
    expect(await trainBaseline([], { path, overwrite: false })).toMatchObject({
      ok: false,
      message: expect.stringContaining('--overwrite'),
    });
    const loader = await loadBaselineFile(path);
    const made = analyser();
    expect(loader.ok && loader.into(made)).toBeUndefined();
    expect(made.facts.learning.source).toBe('given');
    expect(made.facts.learning.packets).toBeGreaterThan(1000);
  });

  it('that is none is refused with a sentence, and nothing has changed', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'no.baseline');
    writeFileSync(path, 'root:x:0:0\n');
    const loader = await loadBaselineFile(path);
    const made = analyser();
    expect(loader.ok && loader.into(made)).toMatch(
      /cannot use the baseline .*no\.baseline: it is not a baseline/,
    );
    expect(made.facts.learning.source).toBe('nothing');
    expect(await loadBaselineFile(join(folder.path, 'none'))).toMatchObject({
      ok: false,
      message: expect.stringContaining('there is no such file'),
    });
  });
});

describe('what an interface taught', () => {
  it('is there at the next start', async () => {
    using folder = temporaryFolder();
    const environment = { XDG_STATE_HOME: folder.path, HOME: folder.path };
    const begin = async (): Promise<{ detection: EngineDetection; made: Analyser; notices: string[] }> => {
      const notices: string[] = [];
      const detection = new EngineDetection({ seed: 3 }, { kind: 'live', interfaces: ['eth9'] }, text =>
        notices.push(text),
      );
      await detection.prepare();
      const tracker = new Tracker({ seed: 1 });
      const made = detection.makeAnalysis(tracker, new HostPlaces(tracker, undefined)) as Analyser;
      await detection.begin(environment);
      return { detection, made, notices };
    };
    const first = await begin();
    expect(first.made.facts.learning.source).toBe('bundled');
    const tracker = new Tracker({ seed: 1 });
    const taught = new OfflineRun(tracker, (packet, flow, number) => first.made.add(packet, flow, number));
    await taught.read(await open('clips/tls-expired-medium'));
    const { packets } = first.made.facts.learning;
    expect(packets).toBeGreaterThan(100);
    await first.detection.close();
    expect(readdirSync(join(folder.path, 'oddwire', 'baselines'))).toEqual(['eth9.baseline']);
    const second = await begin();
    // Too little for models of its own: those of the bundled baseline stay in force, and learning goes on.
    expect(second.made.facts.learning.source).toBe('bundled');
    expect(second.made.facts.learning.progress).toBeGreaterThan(0);
    expect(second.made.facts.learning.progress).toBe(first.made.facts.learning.progress);
    expect(second.made.facts.learning.packets).toBe(packets);
    await second.detection.close();
    expect([...first.notices, ...second.notices]).toEqual([]);
  });

  it('is not kept of files, nor where a baseline was named', async () => {
    using folder = temporaryFolder();
    const environment = { XDG_STATE_HOME: folder.path, HOME: folder.path };
    for (const [options, input] of [
      [{}, { kind: 'demo' }],
      [{ baseline: 'none' }, { kind: 'live', interfaces: ['eth9'] }],
    ] as const) {
      const detection = new EngineDetection(options, input, text => expect.unreachable(text));
      await detection.prepare();
      const tracker = new Tracker({ seed: 1 });
      detection.makeAnalysis(tracker, new HostPlaces(tracker, undefined));
      await detection.begin(environment);
      await detection.close();
    }
    expect(existsSync(join(folder.path, 'oddwire'))).toBe(false);
  });
});
