import type { Attack } from '../contracts.ts';
import { routerAddress } from '../layout.ts';
import { keepDoing } from './errands.ts';
import { plugIn, settle, unplug } from './visitor.ts';

const periodSeconds = 3;
const pingSeconds = 3;

/** Somebody set up a device by hand, with an address that is taken. */
export const duplicateAddress: Attack = {
  kind: 'duplicate-address',
  summary: 'a device uses an address that another one has',
  needs: ['arping', 'ping'],
  intensities: ['medium'],
  benign: true,
  actor: 'visitor',
  targets: ['printer'],
  async run(order) {
    const { actor, lab, targets, signal } = order;
    const owner = targets[0] ?? lab.host('printer');
    await plugIn(actor);
    await settle(actor, owner.address);
    await keepDoing(order, { periodSeconds, jitter: 0.4 }, async index => {
      const words = ['-c', '1', '-I', 'eth0', index % 2 === 0 ? '-U' : '-A', owner.address];
      await actor.machine.attempt('arping', words, { signal, seconds: pingSeconds });
      const ping = ['-n', '-c', '1', '-W', '1', routerAddress];
      await actor.machine.attempt('ping', ping, { signal, seconds: pingSeconds });
    });
    await unplug(actor);
    // The owner says where it is, or the others would go on looking in the wrong place.
    await owner.machine.attempt('arping', ['-U', '-c', '1', '-I', 'eth0', owner.address], {
      seconds: pingSeconds,
    });
    return {
      tool: 'arping',
      arguments: `${actor.mac} says that it is ${owner.address}`,
      claims: [{ actors: [actor.mac] }],
    };
  },
};
