import type { Attack } from '../contracts.ts';
import type { Lab, LabHost } from '../lab.ts';
import { authorityFile } from '../services/authority.ts';
import {
  controlName,
  controlPorts,
  expiredName,
  selfSignedName,
  startControl,
  weakCiphers,
} from './control-server.ts';
import { curl, keepDoing } from './errands.ts';

const periodSeconds = 4;
const jitter = 0.3;
const answerSeconds = 5;

type Kind = {
  readonly kind: string;
  readonly summary: string;
  readonly actor: string;
  readonly name: string;
  readonly port: number;
  readonly isVersion6?: boolean;
  readonly options: (lab: Lab) => readonly string[];
};

/** TLS as honest servers do not have it: one thing is wrong with each. */
function oddTls({ kind, summary, actor: actorName, name, port, isVersion6 = false, options }: Kind): Attack {
  const addressOf = (host: LabHost): string => (isVersion6 ? host.address6 : host.address);
  return {
    kind,
    summary,
    needs: ['curl', 'nginx', 'openssl'],
    intensities: ['medium'],
    actor: actorName,
    targets: ['control'],
    async run(order) {
      const { lab, actor, random, signal } = order;
      const control = await startControl(lab);
      const address = addressOf(control);
      const resolved = ['--resolve', `${name}:${port}:${isVersion6 ? `[${address}]` : address}`];
      const words = [...options(lab), ...resolved, `https://${name}:${port}/tasks`];
      await keepDoing(order, { periodSeconds, jitter }, () => {
        const body = Buffer.from(random.bytes(random.between(30, 900))).toString('base64');
        return curl(actor, [...words, '-d', body], { signal, seconds: answerSeconds });
      });
      const targets = [address];
      return {
        tool: 'curl',
        arguments: words.join(' '),
        claims: [{ actors: [addressOf(actor)], targets, protocol: 'tcp', targetPorts: [port] }],
      };
    },
  };
}

export const tlsOddPort = oddTls({
  kind: 'tls-odd-port',
  summary: 'TLS where no service lives',
  actor: 'laptop',
  name: controlName,
  port: controlPorts.odd,
  options: lab => ['--cacert', authorityFile(lab)],
});

export const tlsSelfSigned = oddTls({
  kind: 'tls-self-signed',
  summary: 'TLS with a certificate that nobody signed',
  actor: 'desktop',
  name: selfSignedName,
  port: controlPorts.https,
  // So that the certificate can be seen.
  options: () => ['-k', '--tls-max', '1.2'],
});

export const tlsExpired = oddTls({
  kind: 'tls-expired',
  summary: 'TLS with a certificate that is over since years',
  actor: 'tv',
  name: expiredName,
  port: controlPorts.https,
  options: () => ['-k', '--tls-max', '1.2'],
});

export const tlsOldVersion = oddTls({
  kind: 'tls-old-version',
  summary: 'TLS 1.0, over IPv6',
  actor: 'camera',
  name: controlName,
  port: controlPorts.https,
  isVersion6: true,
  options: lab => ['--tlsv1.0', '--tls-max', '1.0', '--ciphers', weakCiphers, '--cacert', authorityFile(lab)],
});
