import { serviceName } from '../decode/service-names.ts';

const firstEphemeralPort = 49_152;

let names: ReadonlyMap<number, string> | undefined;

/** The services of known ports. Found out when somebody asks. */
function knownServices(): ReadonlyMap<number, string> {
  if (names !== undefined) return names;
  const found = new Map<number, string>();
  for (let port = 0; port < firstEphemeralPort; port += 1) {
    const name = serviceName(port);
    if (name !== String(port)) found.set(port, name);
  }
  names = found;
  return found;
}

/** '' for ports without a name. */
export function serviceOf(port: number): string {
  return knownServices().get(port) ?? '';
}

let words: ReadonlySet<string> | undefined;

export function serviceWords(): ReadonlySet<string> {
  words ??= new Set(knownServices().values());
  return words;
}
