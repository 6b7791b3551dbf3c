import type { Attack, Intensity } from '../contracts.ts';
import { authorityFile } from '../services/authority.ts';
import { controlName, controlPorts, startControl } from './control-server.ts';
import { ask, curl, keepDoing, questionsOf } from './errands.ts';

type Plan = { readonly periodSeconds: number; readonly bytes: number };

const plans: Readonly<Record<Intensity, Plan>> = {
  quiet: { periodSeconds: 7, bytes: 40 },
  medium: { periodSeconds: 3, bytes: 220 },
  loud: { periodSeconds: 1, bytes: 900 },
};
const answerSeconds = 5;
/** How often the name is looked up again. */
const beatsPerLookup = 8;

type Kind = {
  readonly kind: string;
  readonly scheme: keyof typeof controlPorts;
  readonly actor: string;
  /** Share of a period by which a beat may be early or late. */
  readonly jitter: number;
};

/** A bot that asks its master for work, again and again. */
function webBeacon({ kind, scheme, actor: actorName, jitter }: Kind): Attack {
  const pace = jitter === 0 ? 'to the second' : `give or take ${jitter * 100} %`;
  return {
    kind,
    summary: `a bot reports over ${scheme.toUpperCase()}, ${pace}`,
    needs: ['curl', 'dig', 'nginx', 'openssl'],
    intensities: ['quiet', 'medium', 'loud'],
    actor: actorName,
    targets: ['control'],
    async run(order) {
      const { lab, actor, intensity, random, signal } = order;
      const control = await startControl(lab);
      const { periodSeconds, bytes } = plans[intensity];
      const port = controlPorts[scheme];
      const trust = scheme === 'https' ? ['--cacert', authorityFile(lab)] : [];
      const resolved = ['--resolve', `${controlName}:${port}:${control.address}`];
      const words = [
        ...trust,
        ...resolved,
        '-A',
        'Mozilla/4.0 (compatible)',
        `${scheme}://${controlName}/tasks`,
      ];
      const identity = Buffer.from(random.bytes(4)).toString('hex');
      await keepDoing(order, { periodSeconds, jitter }, async index => {
        if (index % beatsPerLookup === 0) await ask(actor, controlName, 'A', signal);
        const body = `id=${identity}&n=${index}&d=`.padEnd(bytes, '0');
        await curl(actor, [...words, '-d', body], { signal, seconds: answerSeconds });
      });
      return {
        tool: 'curl',
        arguments: `every ${periodSeconds} s ± ${jitter * 100} %: ${words.join(' ')} -d ${bytes} bytes`,
        claims: [
          { actors: [actor.address], targets: [control.address], protocol: 'tcp', targetPorts: [port] },
          questionsOf(actor),
        ],
      };
    },
  };
}

const someJitter = 0.35;

export const httpBeacon = webBeacon({ kind: 'http-beacon', scheme: 'http', actor: 'camera', jitter: 0 });
export const httpBeaconJittered = webBeacon({
  kind: 'http-beacon-jittered',
  scheme: 'http',
  actor: 'laptop',
  jitter: someJitter,
});
export const httpsBeacon = webBeacon({ kind: 'https-beacon', scheme: 'https', actor: 'laptop', jitter: 0 });
export const httpsBeaconJittered = webBeacon({
  kind: 'https-beacon-jittered',
  scheme: 'https',
  actor: 'camera',
  jitter: someJitter,
});
