import { existsSync } from 'node:fs';
import type { CaptureNotice, PacketSource } from '../capture/source.ts';
import { safeString } from '../decode/text.ts';
import { Analyser } from '../detect/analyser.ts';
import type { PackEffort } from '../detect/baseline/baseline.ts';
import { BaselineError, writeBaseline } from '../detect/baseline/file.ts';
import { OfflineRun } from '../detect/offline-run.ts';
import { Tracker } from '../flows/tracker.ts';
import { baselineInfo } from './detection.ts';

export type TrainingOptions = {
  readonly path: string;
  readonly overwrite: boolean;
  readonly seed?: number;
  readonly signal?: AbortSignal;
  readonly onNotice?: (notice: CaptureNotice) => void;
  /** Only what holds in any network, as small as it gets: the one that ships is such a one. */
  readonly isGeneral?: boolean;
};

export type TrainingResult =
  | {
      readonly ok: true;
      readonly packets: number;
      readonly flows: number;
      readonly seconds: number;
      readonly isProvisional: boolean;
    }
  | { readonly ok: false; readonly message: string };

/** Learns from these captures, one after the other, and writes a baseline file. */
export async function trainBaseline(
  sources: readonly PacketSource[],
  options: TrainingOptions,
): Promise<TrainingResult> {
  const { path, seed = 1, signal, onNotice, isGeneral = false } = options;
  const shown = safeString(path);
  if (!options.overwrite && existsSync(path))
    return { ok: false, message: `${shown} exists; nothing was changed — add --overwrite to replace it` };
  const tracker = new Tracker({ seed });
  const analyser = new Analyser({ tracker, seed, waits: true });
  analyser.isTraining = true;
  let first = Number.NaN;
  const run = new OfflineRun(tracker, (packet, flow, number, time) => {
    if (number === 1) first = time;
    analyser.add(packet, flow, number);
  });
  try {
    for (const source of sources) {
      await run.read(source, {
        ...(signal === undefined ? {} : { signal }),
        ...(onNotice === undefined ? {} : { onNotice }),
      });
    }
    if (signal?.aborted === true) return { ok: false, message: `interrupted; ${shown} was not written` };
    if (run.packets === 0)
      return { ok: false, message: `there are no packets to learn from; ${shown} was not written` };
    analyser.end();
    analyser.trainNow();
    const parts = isGeneral ? analyser.general : analyser.learned;
    const effort: PackEffort = isGeneral ? 'small' : 'quick';
    await writeBaseline(
      path,
      parts,
      baselineInfo(analyser, 'oddwire train', Date.now() / 1000, seed),
      effort,
    );
    const { learning } = analyser.facts;
    return {
      ok: true,
      packets: run.packets,
      flows: tracker.flows.total,
      seconds: run.lastTime - first,
      isProvisional: learning.isProvisional,
    };
  } catch (error) {
    if (error instanceof BaselineError) return { ok: false, message: error.message };
    throw error;
  } finally {
    for (const source of sources) source.close();
    await analyser.close();
  }
}
