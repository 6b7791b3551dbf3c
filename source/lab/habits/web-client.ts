/** Fetching as the programs of people and devices do it: curl, told what on its standard input. */
import type { Random } from '../../testing/random.ts';
import type { Lab, LabHost } from '../lab.ts';
import { siteNames } from '../layout.ts';
import { authorityFile } from '../services/authority.ts';

export type Fetch = {
  readonly urls: readonly string[];
  readonly signal: AbortSignal;
  /** Further options of curl. */
  readonly options?: readonly string[];
  readonly seconds?: number;
};

const patienceSeconds = 30;

const agents: Readonly<Record<string, string>> = {
  laptop: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Safari/605.1.15',
  desktop: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
  phone: 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/128.0 Mobile Safari/537.36',
  tv: 'Mozilla/5.0 (SMART-TV; Linux; Tizen 5.0) AppleWebKit/538.1 SamsungBrowser/2.2 TV Safari/538.1',
};
/** Devices whose makers stopped caring. */
const oldDevices: readonly string[] = ['tv', 'camera', 'printer'];

/** All of them by one process: over as few connections as it can. Failing is a part of life. */
export async function fetchAll(lab: Lab, host: LabHost, order: Fetch): Promise<void> {
  const input = order.urls.map(url => `url = "${url}"\noutput = "/dev/null"\n`).join('');
  const agent = agents[host.name] ?? `${host.name}/1.0`;
  const old = oldDevices.includes(host.name) ? ['--tls-max', '1.2'] : [];
  const words = ['-s', '-K', '-', '--noproxy', '*', '--compressed', '-A', agent, ...old];
  const trust = ['--cacert', authorityFile(lab)];
  const seconds = order.seconds ?? patienceSeconds;
  await host.machine.attempt('curl', [...words, ...trust, ...(order.options ?? [])], {
    input,
    seconds,
    signal: order.signal,
  });
}

/** Everybody has a few sites visited often and many visited seldom (Zipf), and different ones. */
export class Favourites {
  readonly #random: Random;
  readonly #names: readonly string[];

  constructor(random: Random) {
    this.#random = random;
    const names = siteNames().map(({ name }) => name);
    for (let last = names.length - 1; last > 0; last -= 1) {
      const other = random.below(last + 1);
      [names[last], names[other]] = [names[other] ?? '', names[last] ?? ''];
    }
    this.#names = names;
  }

  next(): string {
    const most = this.#names.length;
    // Rank by the inverse of the distribution function of 1/x.
    const rank = Math.floor(most ** this.#random.fraction()) - 1;
    return this.#names[Math.min(most - 1, Math.max(0, rank))] ?? 'www.example.com';
  }
}
