import { type Attack, type Intensity, intensities } from '../contracts.ts';
import { adminPassword, adminUser } from '../services/internal-web.ts';
import { mailPassword } from '../services/mail-transport.ts';
import { account } from '../services/own-folder.ts';
import { curl, curlPorts, keepDoing, portsFor } from './errands.ts';

const portsOffset = 42;
const periods: Readonly<Record<Intensity, number>> = { quiet: 15, medium: 5, loud: 1.2 };
const curlSeconds = 6;

/** Somebody logs in without encryption: FTP, a web page, a mailbox. The passwords are right. */
export const cleartextCredentials: Attack = {
  kind: 'cleartext-credentials',
  summary: 'passwords that anybody on the way can read',
  needs: ['curl'],
  intensities,
  actor: 'laptop',
  targets: ['nas', 'server', 'mail'],
  async run(order) {
    const { lab, actor, targets, intensity, signal } = order;
    const [nas = lab.host('nas'), server = lab.host('server'), mail = lab.host('mail')] = targets;
    const ports = portsFor(portsOffset);
    const errands = [
      ['-u', `${account.user}:${account.password}`, '--disable-epsv', `ftp://${nas.address}/`],
      ['-u', `${adminUser}:${adminPassword}`, `http://${server.address}/admin/`],
      ['-u', `anna:${mailPassword}`, `pop3://${mail.address}/`],
    ] as const;
    await keepDoing(order, { periodSeconds: periods[intensity], jitter: 0.4 }, index =>
      curl(actor, [...curlPorts(ports), ...(errands[index % errands.length] ?? [])], {
        signal,
        seconds: curlSeconds,
      }),
    );
    return {
      tool: 'curl',
      arguments: errands.map(words => words.join(' ')).join('; '),
      claims: [
        {
          actors: [actor.address],
          targets: [nas, server, mail].map(({ address }) => address),
          protocol: 'tcp',
          actorPorts: ports,
        },
      ],
    };
  },
};
