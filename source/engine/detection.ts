import { fileURLToPath } from 'node:url';
import { safeString } from '../decode/text.ts';
import type { Analyser } from '../detect/analyser.ts';
import { readBaseline } from '../detect/baseline/baseline.ts';
import { readBaselineFile } from '../detect/baseline/file.ts';
import { ageWords, type BaselineInfo, schemaHash } from '../detect/baseline/info.ts';
import type { LevelSchema } from '../detect/levels.ts';
import { version } from './version.ts';

/** The one trained on the recorded normal day, found from the sources and from the build alike. */
export function bundledBaseline(): string {
  return fileURLToPath(new URL('../../data/normal-day.baseline', import.meta.url));
}

export type BaselineLoader =
  | {
      readonly ok: true;
      /** Gives it to an analyser that has seen nothing yet; the answer is why it could not be used. */
      readonly into: (analyser: Analyser) => string | undefined;
    }
  | { readonly ok: false; readonly message: string };

/** The baseline in this file, or the bundled one; it is checked when it is given to an analyser. */
export async function loadBaselineFile(path: string | undefined): Promise<BaselineLoader> {
  const read = await readBaselineFile(path ?? bundledBaseline());
  if (!read.ok) {
    // Somebody took it out: then everything is learned from nothing.
    if (path === undefined && read.isMissing) return { ok: true, into: () => undefined };
    return {
      ok: false,
      message: `cannot use the baseline ${safeString(path ?? 'that ships with Oddwire')}: ${read.problem}`,
    };
  }
  const { bytes } = read;
  return {
    ok: true,
    into: analyser => {
      const parts = path === undefined ? analyser.general : analyser.learned;
      const loaded = readBaseline(bytes, parts, schemaOf(analyser));
      if (!loaded.ok)
        return `cannot use the baseline ${safeString(path ?? 'that ships with Oddwire')}: ${loaded.problem}`;
      analyser.view.source = path === undefined ? 'bundled' : 'given';
      if (path === undefined) analyser.beginElsewhere();
      return undefined;
    },
  };
}

/** What a baseline file written now says of itself. */
export function baselineInfo(analyser: Analyser, origin: string, created: number, seed = 1): BaselineInfo {
  const { learning } = analyser.facts;
  return {
    created,
    version,
    schema: schemaOf(analyser),
    seed,
    rows: learning.packets,
    shiftedAt: learning.shiftedAt,
    origin,
  };
}

/** Said of a given baseline that is old. */
export function baselineAge(info: BaselineInfo, now: number): string | undefined {
  return ageWords(info, now);
}

function schemaOf({ schemas }: Analyser): string {
  return schemaHash(Object.values(schemas).filter((schema): schema is LevelSchema => schema !== undefined));
}
