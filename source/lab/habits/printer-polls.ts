import type { Habit } from '../contracts.ts';
import { insideDomain } from '../layout.ts';
import { snmpCommunity } from '../services/printer-status.ts';

const betweenSeconds = 8;
const systemGroup = '1.3.6.1.2.1.1';
const one = [`${systemGroup}.1.0`, `${systemGroup}.3.0`, `${systemGroup}.5.0`];
/** What a printer has no answer to is asked all the same, as drivers do. */
const pages = '1.3.6.1.2.1.43.10.2.1.4.1.1';

/** Is the printer there, and how is it? */
export const printerPolls: Habit = {
  name: 'printer-polls',
  needs: ['snmpget', 'snmpwalk'],
  async run({ host, random, pause, signal }) {
    const whom = [
      '-v',
      random.chance(0.3) ? '1' : '2c',
      '-c',
      snmpCommunity,
      '-t',
      '2',
      `printer.${insideDomain}`,
    ];
    while (await pause(betweenSeconds)) {
      const program = random.chance(0.15) ? 'snmpwalk' : 'snmpget';
      const asked = program === 'snmpwalk' ? [systemGroup] : random.chance(0.6) ? one : [pages];
      const kept = `SNMP_PERSISTENT_DIR=${host.folder}/snmp`;
      await host.machine.attempt('env', [kept, program, ...whom, ...asked], { seconds: 10, signal });
    }
  },
};
