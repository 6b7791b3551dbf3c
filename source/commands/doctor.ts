import { safeString } from '../decode/text.ts';
import { parseArguments, refuseOperands } from './arguments.ts';
import { type Command, exitCodes } from './command.ts';
import { type Check, gatherFacts, isHealthy, judge } from './doctor-checks.ts';
import { usesUtf8 } from './terminal.ts';

/** Raised when a field of the JSON output changes its meaning or goes away. */
const schemaVersion = 1;

export const doctor: Command = {
  usage: `Usage: oddwire doctor [--json] [--ascii]

Checks what this machine offers Oddwire: Node, reading files, the capture
engines, libpcap, privileges, the terminal; databases of countries, Redis,
credentials (never shown). Below what is missing stands what to type. It changes
nothing, and sends nothing but a greeting to Redis.

Options:
      --json       one JSON object: schema ("oddwire.doctor"), version (1),
                   healthy, checks: name, state (ok, note, no), text, fix
      --ascii      words instead of signs; the default without a UTF-8 locale

Exit code 0 when files can be read or packets captured, else 1.
`,
  async run(words, context) {
    const { values, positionals } = parseArguments(words, {
      json: { type: 'boolean', default: false },
      ascii: { type: 'boolean', default: false },
    });
    refuseOperands(positionals);
    const checks = judge(await gatherFacts(context.environment));
    const healthy = isHealthy(checks);
    if (values.json) {
      const list = checks.map(({ name, state, text, fix }) => ({ name, state, text, fix: fix ?? null }));
      const answer = { schema: 'oddwire.doctor', version: schemaVersion, healthy, checks: list };
      context.print(`${JSON.stringify(answer, null, 2)}\n`);
    } else {
      context.print(checkList(checks, values.ascii || !usesUtf8(context.environment)));
    }
    return healthy ? exitCodes.done : exitCodes.failed;
  },
};

/** One line a check, and under it, where something is missing, what to type. */
export function checkList(checks: readonly Check[], ascii: boolean): string {
  const signs = ascii ? { ok: 'ok  ', note: 'note', no: 'no  ' } : { ok: '✓', note: '·', no: '✗' };
  const arrow = ascii ? '->' : '→';
  const width = Math.max(...checks.map(check => check.name.length));
  const lines: string[] = [];
  for (const check of checks) {
    const text = ascii ? check.text.replaceAll('×', 'x') : check.text;
    lines.push(`${signs[check.state]} ${check.name.padEnd(width)}  ${safeString(text)}`);
    if (check.fix !== undefined) {
      const fix = ascii ? check.fix.replaceAll('×', 'x') : check.fix;
      lines.push(`${' '.repeat(signs.ok.length + width + 3)}${arrow} ${safeString(fix)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
