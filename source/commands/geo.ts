import { isIP } from 'node:net';
import { dropPrivileges } from '../capture/privileges.ts';
import { safeString } from '../decode/text.ts';
import type { Explanation } from '../geo/explain.ts';
import { prepareGeo } from '../geo/open.ts';
import { parseArguments } from './arguments.ts';
import { type Command, CommandError, exitCodes, UsageError } from './command.ts';
import { explanationObject, explanationText } from './geo-explanation.ts';
import { gatherGeoSettings, geoFlags, geoOptions, geoOptionsHelp, refusedDatabases } from './geo-settings.ts';

/** Raised when a field of the JSON output changes its meaning or goes away. */
const schemaVersion = 1;
const mostAddresses = 10_000;

export const geo: Command = {
  usage: `Usage: oddwire geo ADDRESS… [options]

Says where addresses are: what kind each is, which address it stands for, its
country, city and system, who said so and when, and what every tier says. An
address the caches do not know costs one request to the web service, if there
are credentials for it; nothing else leaves this machine but to Redis.

Options:
      --json             one JSON object: schema ("oddwire.geo"), version (1),
                         addresses: address, class, located, form, country,
                         name, city, asn, organisation, tier, source, at, tiers
      --ask-web          ask the web service also for what a cache knows
      --keep-root        stay root; otherwise the invoking user

${geoOptionsHelp}
Exit code 1 when one of them is no address.

Examples:
  oddwire geo 8.8.8.8 2001:67c:2e8:22::c100:68b
  oddwire geo --geo local --geo-db /usr/share/GeoIP 1.1.1.1
`,
  async run(words, context) {
    const { values, positionals } = parseArguments(words, {
      ...geoOptions,
      json: { type: 'boolean', default: false },
      'ask-web': { type: 'boolean', default: false },
      'keep-root': { type: 'boolean', default: false },
    });
    if (positionals.length === 0) throw new UsageError('name an address, such as 8.8.8.8');
    if (positionals.length > mostAddresses)
      throw new UsageError(`at most ${mostAddresses} addresses at a time`);
    const { settings, warnings } = gatherGeoSettings(geoFlags(values), context);
    for (const warning of warnings) context.warn(warning);
    const prepared = await prepareGeo(settings, context.environment);
    if (prepared === undefined) throw new CommandError('countries are switched off: leave out --geo off');
    // Files only root may read are read; nothing below needs it.
    const drop = dropPrivileges({ keepRoot: values['keep-root'] });
    if (drop.state === 'failed') throw new CommandError(drop.message);
    const resolver = prepared.open();
    const explanations: Explanation[] = [];
    let isWrong = false;
    try {
      for (const word of positionals) {
        if (context.signal.aborted) break;
        if (isIP(word) === 0) {
          context.warn(`"${safeString(word)}" is no address: IPv4 or IPv6 is looked up, names are not`);
          isWrong = true;
          continue;
        }
        const explanation = await resolver.explain(word, { asksWeb: values['ask-web'] });
        if (values.json) explanations.push(explanation);
        else context.print(explanationText(explanation, nowSeconds()));
      }
      for (const { details } of resolver.facts()) refusedDatabases(details).forEach(context.warn);
    } finally {
      await resolver.close();
    }
    if (values.json) {
      const addresses = explanations.map(explanationObject);
      const answer = { schema: 'oddwire.geo', version: schemaVersion, addresses };
      context.print(`${JSON.stringify(answer, null, 2)}\n`);
    }
    return isWrong ? exitCodes.failed : exitCodes.done;
  },
};

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
