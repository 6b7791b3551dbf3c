import type { Attack } from '../contracts.ts';
import { siteNames } from '../layout.ts';
import { authorityFile } from '../services/authority.ts';
import { pages, segmentPath } from '../services/web-content.ts';
import { ask, curl, curlPorts, keepDoing, portsFor, questionsOf } from './errands.ts';

const film = { name: 'video.example.net', host: 'cdn', port: 443, segmentsAtOnce: 2 } as const;
/** Beyond those that people of the lab know by heart. */
const newSites = 3;
const httpPort = 80;
const periodSeconds = 2.5;
const jitter = 0.5;
const fetchSeconds = 10;

/** Somebody found a series, and sites to read about it. */
export const newFavourites: Attack = {
  kind: 'new-favourites',
  summary: 'somebody has other favourite sites, and watches more',
  needs: ['curl', 'dig', 'nginx', 'openssl'],
  intensities: ['medium'],
  benign: true,
  actor: 'laptop',
  targets: ['cdn'],
  async run(order) {
    const { actor, lab, random, signal } = order;
    const ports = portsFor(4);
    const { address } = lab.host(film.host);
    const from = [...curlPorts(ports), '--cacert', authorityFile(lab)];
    const sites = Array.from({ length: newSites }, () => random.pick(siteNames()));
    const watch = async (index: number): Promise<void> => {
      const urls = Array.from(
        { length: film.segmentsAtOnce },
        (_, part) => `https://${film.name}${segmentPath('low', index + part)}`,
      );
      const resolved = ['--resolve', `${film.name}:${film.port}:${address}`];
      const others = urls.slice(1).flatMap(() => ['-o', '/dev/null']);
      await curl(actor, [...from, ...resolved, ...others, ...urls], { signal, seconds: fetchSeconds });
    };
    const read = async (): Promise<void> => {
      const site = random.pick(sites);
      await ask(actor, site.name, 'A', signal);
      const resolved = ['--resolve', `${site.name}:${httpPort}:${site.address}`];
      const url = `http://${site.name}${random.pick(pages()).path}`;
      await curl(actor, [...from, ...resolved, url], { signal, seconds: fetchSeconds });
    };
    await keepDoing(order, { periodSeconds, jitter }, index => (random.chance(0.6) ? watch(index) : read()));
    return {
      tool: 'curl',
      arguments: `${film.name}, ${sites.map(({ name }) => name).join(', ')}`,
      claims: [
        { actors: [actor.address], protocol: 'tcp', actorPorts: ports, targetPorts: [film.port, httpPort] },
        questionsOf(actor),
      ],
    };
  },
};
