import type { Attack } from '../contracts.ts';
import { authorityFile } from '../services/authority.ts';
import { place } from '../services/daemon.ts';
import { controlPorts } from './control-server.ts';
import { ask, curl, curlPorts, portsFor, questionsOf } from './errands.ts';

const bytes = 3_500_000;
const rate = '350k';
const name = 'portal.example.org';

/** Somebody sends a film to friends: much goes out, to where people send such things. */
export const bigUpload: Attack = {
  kind: 'big-upload',
  summary: 'somebody sends a large file to a site everybody uses',
  needs: ['curl', 'dig', 'nginx', 'openssl'],
  intensities: ['medium'],
  benign: true,
  actor: 'desktop',
  targets: ['web'],
  async run({ lab, actor, targets, random, seconds, signal }) {
    const target = targets[0] ?? lab.host('web');
    const ports = portsFor(1);
    const film = place(actor, 'films', 'film.mp4', random.bytes(bytes));
    await ask(actor, name, 'A', signal);
    const words = [
      '--http1.1',
      ...curlPorts(ports),
      '--limit-rate',
      rate,
      '--cacert',
      authorityFile(lab),
      '--resolve',
      `${name}:${controlPorts.https}:${target.address}`,
      '-H',
      'Expect:',
      '-F',
      `film=@${film}`,
      `https://${name}/collect/film`,
    ];
    await curl(actor, words, { signal, seconds });
    return {
      tool: 'curl',
      arguments: words.join(' '),
      claims: [
        {
          actors: [actor.address],
          targets: [target.address],
          protocol: 'tcp',
          actorPorts: ports,
          targetPorts: [controlPorts.https],
        },
        questionsOf(actor),
      ],
    };
  },
};
