import type { Attack } from '../contracts.ts';
import type { LabHost } from '../lab.ts';
import { waitFor } from '../schedule.ts';
import { downloads } from '../services/web-content.ts';
import { ask, curl, curlPorts, portsFor, questionsOf } from './errands.ts';

const name = 'updates.example.org';
const httpPort = 80;
const partsPerHost = 4;
const rate = '250k';
/** They do not all hear of it in the same second. */
const spreadSeconds = 6;
const companions = ['laptop', 'phone', 'tv'];

/** A new version is out, and everybody fetches it. */
export const updateRush: Attack = {
  kind: 'update-rush',
  summary: 'a new version is out, and all hosts fetch it at once',
  needs: ['curl', 'dig', 'nginx'],
  intensities: ['medium'],
  benign: true,
  actor: 'desktop',
  targets: ['cdn'],
  async run({ lab, actor, targets, random, seconds, signal }) {
    const target = targets[0] ?? lab.host('cdn');
    const hosts = [actor, ...companions.filter(one => lab.has(one)).map(one => lab.host(one))];
    const ports = portsFor(2);
    const parts = downloads();
    const words = [
      ...curlPorts(ports),
      '--limit-rate',
      rate,
      '--resolve',
      `${name}:${httpPort}:${target.address}`,
    ];
    const fetch = async (host: LabHost, wait: number, first: number): Promise<void> => {
      if (!(await waitFor(wait, signal))) return;
      await ask(host, name, 'A', signal);
      const wanted = Array.from(
        { length: partsPerHost },
        (_, index) => parts[(first + index) % parts.length],
      );
      const urls = wanted.flatMap(part => (part === undefined ? [] : [`http://${name}${part.path}`]));
      const others = urls.slice(1).flatMap(() => ['-o', '/dev/null']);
      await curl(host, [...words, ...others, ...urls], { signal, seconds });
    };
    await Promise.all(
      hosts.map(host => fetch(host, random.fraction() * spreadSeconds, random.below(parts.length))),
    );
    return {
      tool: 'curl',
      arguments: `${hosts.map(host => host.name).join(', ')}: ${words.join(' ')} http://${name}/…`,
      claims: [
        {
          actors: hosts.map(({ address }) => address),
          targets: [target.address],
          protocol: 'tcp',
          actorPorts: ports,
          targetPorts: [httpPort],
        },
        ...hosts.map(questionsOf),
      ],
    };
  },
};
