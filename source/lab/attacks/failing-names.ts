import type { Attack } from '../contracts.ts';
import { insideDomain } from '../layout.ts';
import { ask, keepDoing, questionsOf } from './errands.ts';

const periodSeconds = 0.6;
/** What a host asks that was set up in another network, in turn. */
const names = [
  `wpad.${insideDomain}`,
  `_ldap._tcp.office.example.invalid`,
  'mailhub.office.example.invalid',
  `mailhub.office.example.invalid.${insideDomain}`,
];

/** A host that looks for what there is not, and never learns. */
export const failingNames: Attack = {
  kind: 'failing-names',
  summary: 'a misconfigured host asks for names that do not exist, again and again',
  needs: ['dig'],
  intensities: ['medium'],
  benign: true,
  actor: 'printer',
  targets: ['router'],
  async run(order) {
    const { actor, signal } = order;
    await keepDoing(order, { periodSeconds, jitter: 0.4 }, index => {
      const name = names[index % names.length] ?? insideDomain;
      return ask(actor, name, name.startsWith('_') ? 'SRV' : 'A', signal);
    });
    return {
      tool: 'dig',
      arguments: `every ${periodSeconds} s: ${names.join(' ')}`,
      claims: [questionsOf(actor)],
    };
  },
};
