import { rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { safeString } from '../../decode/text.ts';
import type { Learned } from '../learned.ts';
import { type BaselineTrouble, openBaseline, packBaseline, readBaseline } from './baseline.ts';
import { readBaselineFile, writeWhole } from './file.ts';
import { ageWords, type BaselineInfo } from './info.ts';
import { prepareBaselineFolder } from './place.ts';

export type BaselineKeeperOptions = {
  readonly path: string;
  readonly parts: readonly Learned[];
  /** What a file written now would say of itself; `created` is real time. */
  readonly info: () => BaselineInfo;
  /** One line for the user, a sentence without a full stop. */
  readonly onNotice: (notice: string) => void;
  /** Default ten minutes. */
  readonly saveEveryMilliseconds?: number;
};

const defaultSaveEvery = 600_000;

export type KeeperLoad =
  | { readonly state: 'loaded'; readonly info: BaselineInfo; readonly missing: readonly string[] }
  | { readonly state: 'none' }
  | { readonly state: 'refused' };

/** Keeps what an interface taught in a file of this user's, from one start to the next. */
export class BaselineKeeper {
  readonly #options: BaselineKeeperOptions;
  #timer: NodeJS.Timeout | undefined;
  /** The save under way; they never overlap. */
  #saving: Promise<boolean> | undefined;
  #lastNotice = '';
  /** The file on disk is one we must not replace. */
  #keepsOff = false;
  /** Whole, and yet of no use to the parts there are. */
  #isUseless = false;

  constructor(options: BaselineKeeperOptions) {
    this.#options = options;
  }

  /** Once, before anything is learned. Where the file cannot be used, says why and leaves it where it is. */
  async load(): Promise<KeeperLoad> {
    const { path, parts, info } = this.#options;
    const file = await readBaselineFile(path);
    const shown = safeString(path);
    if (!file.ok) {
      if (file.isMissing) return { state: 'none' };
      this.#notice(`${shown}: ${file.problem}; learning begins anew`);
      return { state: 'refused' };
    }
    const now = info();
    const loaded = readBaseline(file.bytes, parts, now.schema);
    if (!loaded.ok) {
      this.#isUseless = loaded.trouble === 'refused';
      this.#notice(`${shown}: ${loaded.problem}; it is kept, and learning begins anew`);
      return { state: 'refused' };
    }
    const age = ageWords(loaded.info, now.created);
    if (age !== undefined) this.#notice(`the baseline is ${age}; it is used until newer traffic replaces it`);
    return { state: 'loaded', info: loaded.info, missing: loaded.missing };
  }

  /** Saves now and then from here on. Does not keep the process alive. */
  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => {
      void this.save();
    }, this.#options.saveEveryMilliseconds ?? defaultSaveEvery);
    this.#timer.unref();
  }

  /** The last save, with what was learned until now. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#saving;
    await this.save();
  }

  /** Whether the file now holds what was known; never fails, never overlaps with itself. */
  save(): Promise<boolean> {
    this.#saving ??= this.#save()
      .catch((error: unknown) => {
        this.#notice(error instanceof Error ? error.message : 'the baseline could not be saved');
        return false;
      })
      .finally(() => {
        this.#saving = undefined;
      });
    return this.#saving;
  }

  async #save(): Promise<boolean> {
    const { path, parts, info } = this.#options;
    if (this.#keepsOff) return false;
    const now = info();
    if (now.rows <= 0) return false;
    const trouble = prepareBaselineFolder(dirname(path));
    if (trouble !== undefined) {
      this.#notice(`the baseline is not saved: ${trouble}`);
      return false;
    }
    if (!(await this.#mayReplace(now))) return false;
    await writeWhole(path, await packBaseline(parts, now));
    return true;
  }

  /** Looks at the file each time: another Oddwire may have written it meanwhile. */
  async #mayReplace(now: BaselineInfo): Promise<boolean> {
    const { path } = this.#options;
    const file = await readBaselineFile(path);
    if (!file.ok) return true;
    const opened = openBaseline(file.bytes);
    if (!opened.ok) return this.#setAside(opened.trouble);
    const { info } = opened;
    if (info.schema !== now.schema || this.#isUseless) return this.#setAside('other-schema');
    // Everything became different since: what the old one knows is no longer so.
    if (now.shiftedAt > info.shiftedAt) return true;
    if (now.rows >= info.rows) return true;
    this.#notice('the baseline on disk knows more than this run has learned and is kept');
    return false;
  }

  /** A file of no use is renamed rather than lost; one of somebody else is left alone. */
  async #setAside(trouble: BaselineTrouble): Promise<boolean> {
    const { path } = this.#options;
    if (trouble === 'newer' || trouble === 'foreign') {
      this.#keepsOff = true;
      const why = trouble === 'newer' ? 'was written by a newer Oddwire' : 'is not a baseline';
      this.#notice(`what is learned is not saved: ${safeString(path)} ${why}`);
      return false;
    }
    this.#isUseless = false;
    await rename(path, `${path}.${trouble === 'damaged' ? 'damaged' : 'old'}`);
    return true;
  }

  /** The same trouble every ten minutes is said once. */
  #notice(notice: string): void {
    if (notice === this.#lastNotice) return;
    this.#lastNotice = notice;
    this.#options.onNotice(notice);
  }
}
