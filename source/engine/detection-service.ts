import { accessSync, constants } from 'node:fs';
import { userInfo } from 'node:os';
import { Analyser } from '../detect/analyser.ts';
import type { Analysis } from '../detect/analysis.ts';
import { BaselineKeeper } from '../detect/baseline/keeper.ts';
import { baselinePath } from '../detect/baseline/place.ts';
import { randomSeed } from '../flows/keyed-table.ts';
import type { Tracker } from '../flows/tracker.ts';
import type { HostPlaces } from '../geo/host-places.ts';
import { placeLocal } from '../geo/place-table.ts';
import { type BaselineLoader, baselineInfo, loadBaselineFile } from './detection.ts';
import type { Input } from './protocol.ts';

export type DetectionOptions = {
  /** A file, 'none', or undefined: what this interface taught before, or the bundled one. */
  readonly baseline?: string;
  /** Incidents an hour; 6. */
  readonly budget?: number;
  /** Of everything random; 1 for files, nobody knows it for live captures. */
  readonly seed?: number;
};

/** Saving at the end may take this long. */
const closeMilliseconds = 1200;

/** Who says what is odd, for one input: with its baseline from the start, kept in the user's folder at the end. */
export class EngineDetection {
  readonly #options: DetectionOptions;
  readonly #input: Input;
  readonly #say: (notice: string) => void;
  #loader: BaselineLoader | undefined;
  #analyser: Analyser | undefined;
  #keeper: BaselineKeeper | undefined;

  constructor(options: DetectionOptions, input: Input, say: (notice: string) => void) {
    this.#options = options;
    this.#input = input;
    this.#say = say;
  }

  /** Reads the baseline file: to be finished before root is given up. */
  async prepare(): Promise<void> {
    const { baseline } = this.#options;
    if (baseline === 'none') return;
    const loader = await loadBaselineFile(baseline);
    if (loader.ok) this.#loader = loader;
    else this.#say(`${loader.message}; learning begins anew`);
  }

  readonly makeAnalysis = (tracker: Tracker, hostPlaces: HostPlaces): Analysis => {
    const { budget } = this.#options;
    const isLive = this.#input.kind === 'live';
    const seed = this.#options.seed ?? (isLive ? randomSeed() >>> 0 : 1);
    const analyser = new Analyser({
      tracker,
      seed,
      waits: !isLive,
      countryOf: host => countryOf(tracker, hostPlaces, host),
      ...(budget === undefined ? {} : { budget }),
    });
    const problem = this.#loader?.ok === true ? this.#loader.into(analyser) : undefined;
    if (problem !== undefined) this.#say(`${problem}; learning begins anew`);
    this.#analyser = analyser;
    return analyser;
  };

  /** After `makeAnalysis`, as the user we are from now on, and before the first packet: what this interface taught. */
  async begin(environment: NodeJS.ProcessEnv): Promise<void> {
    const analyser = this.#analyser;
    const input = this.#input;
    if (analyser === undefined || input.kind !== 'live' || this.#options.baseline !== undefined) return;
    const path = baselinePath(input.interfaces, ownEnvironment(environment));
    if (path === undefined) {
      this.#say(
        'what this network teaches is not kept, as there is no home folder: use sudo from your own user',
      );
      return;
    }
    const keeper = new BaselineKeeper({
      path,
      parts: analyser.learned,
      info: () => baselineInfo(analyser, input.interfaces.join(', '), Date.now() / 1000),
      onNotice: this.#say,
    });
    const { state } = await keeper.load();
    if (state === 'loaded') analyser.view.continueHere();
    keeper.start();
    this.#keeper = keeper;
  }

  /** Saves what was learned, unless that takes too long. */
  async close(): Promise<void> {
    const keeper = this.#keeper;
    this.#keeper = undefined;
    if (keeper !== undefined) {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>(resolve => {
        timer = setTimeout(resolve, closeMilliseconds);
      });
      await Promise.race([keeper.stop(), patience]);
      clearTimeout(timer);
    }
    await this.#analyser?.close();
    this.#analyser = undefined;
  }
}

/** For detectors: two capitals, 'local', or '' while nobody knows. */
export function countryOf(tracker: Tracker, hostPlaces: HostPlaces, host: number): string {
  const place = tracker.hosts.place[host] ?? 0;
  if (place === placeLocal) return 'local';
  return place > placeLocal ? hostPlaces.places.country(place) : '';
}

/** Whoever root became may not enter the home that the environment names. */
function ownEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = { ...environment };
  if (!mayUse(own['XDG_STATE_HOME'])) delete own['XDG_STATE_HOME'];
  if (!mayUse(own['HOME'])) own['HOME'] = homeOfUser();
  return own;
}

function mayUse(folder: string | undefined): boolean {
  if (folder === undefined) return false;
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function homeOfUser(): string {
  try {
    const { homedir } = userInfo();
    return mayUse(homedir) ? homedir : '';
  } catch {
    // A user without an entry.
    return '';
  }
}
