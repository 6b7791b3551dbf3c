import { type Command, exitCodes } from './command.ts';

export const doctor: Command = {
  usage: 'Usage: oddwire doctor [--json] [--ascii]\n',
  async run(_words, context) {
    context.print(`✓ Node ${process.versions.node}\n`);
    return exitCodes.done;
  },
};
