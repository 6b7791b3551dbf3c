import type { PlaySpeed } from '../engine/protocol.ts';
import { nearest } from '../filter/nearest.ts';
import type { GeoConfiguration } from '../geo/settings.ts';
import { configurationFields, type FieldSchema, type Read } from './configuration-fields.ts';
import { parseJsonLines } from './json-lines.ts';
import { rebind } from './key-changes.ts';
import { defaultBindings, type KeyBinding } from './keys.ts';
import type { ThemeName } from './look.ts';
import type { TableScreen } from './state.ts';
import type { Look, Role } from './theme.ts';

/** What a configuration file says; what it does not say is undefined. */
export type Configuration = {
  readonly theme: ThemeName | undefined;
  readonly ascii: boolean | undefined;
  readonly mouse: boolean | undefined;
  /** A new incident rings the terminal's bell. */
  readonly bell: boolean | undefined;
  readonly colours: Readonly<Partial<Record<Role, Look>>> | undefined;
  readonly bindings: readonly KeyBinding[];
  readonly filter: string | undefined;
  /** Columns to leave out, by screen. */
  readonly hidden: Readonly<Partial<Record<TableScreen, readonly string[]>>>;
  readonly speed: PlaySpeed | undefined;
  readonly packets: number | undefined;
  readonly memory: number | undefined;
  readonly buffer: number | undefined;
  /** How countries are looked up. */
  readonly geo: GeoConfiguration;
};

export type ConfigurationResult =
  | {
      readonly ok: true;
      readonly configuration: Configuration;
      /** Said of the file itself: others can read secrets in it. */
      readonly warnings?: readonly string[];
    }
  /** `config.json line 7: keys.pause: "F99" is no key` */
  | { readonly ok: false; readonly message: string };

/** No file: everything as it comes. */
export const noConfiguration: Configuration = {
  theme: undefined,
  ascii: undefined,
  mouse: undefined,
  bell: undefined,
  colours: undefined,
  bindings: defaultBindings,
  filter: undefined,
  hidden: {},
  speed: undefined,
  packets: undefined,
  memory: undefined,
  buffer: undefined,
  geo: {},
};

/** Reads the text of a configuration file; `name` is what messages call it. */
export function parseConfiguration(text: string, name = 'config.json'): ConfigurationResult {
  const wrong = (line: number, message: string): ConfigurationResult => ({
    ok: false,
    message: `${name} line ${line}: ${message}`,
  });
  if (text.trim() === '') return { ok: true, configuration: noConfiguration };
  const parsed = parseJsonLines(text);
  if (!parsed.ok) return wrong(parsed.line, parsed.message);
  const { node } = parsed;
  if (node.kind !== 'object') return wrong(node.line, 'an object was expected: { … }');
  const read: Read = { keys: [] };
  const seen = new Set<string>();
  for (const field of node.fields) {
    const schema = configurationFields.find(one => one.name === field.name);
    if (schema === undefined) return wrong(field.line, unknownField(field.name));
    if (seen.has(field.name)) return wrong(field.line, `"${field.name}" is there twice`);
    seen.add(field.name);
    const problem = schema.take(field.value, read);
    if (problem !== undefined)
      return wrong(problem.line, `${[field.name, ...problem.path].join('.')}: ${problem.message}`);
  }
  const bound = rebind(defaultBindings, read.keys);
  if (!bound.ok) return wrong(bound.line, bound.message);
  const { keys: _keys, ...values } = read;
  return { ok: true, configuration: { ...noConfiguration, ...values, bindings: bound.bindings } };
}

function unknownField(name: string): string {
  const names = configurationFields.map(field => field.name);
  const meant = nearest(name, names);
  const hint = meant === undefined ? `the fields are ${names.join(', ')}` : `did you mean "${meant}"?`;
  return `unknown field "${name}" — ${hint}`;
}

const helpColumns = 80;

/** What `help config` prints, made of the same table that reads the file. */
export function configurationHelp(): string {
  const width = Math.max(...configurationFields.map(field => field.name.length));
  const entry = ({ name, form, help }: FieldSchema): string =>
    [
      `  ${name.padEnd(width)}  ${form}`,
      ...wrapped(help, helpColumns - width - 6).map(line => ' '.repeat(width + 6) + line),
    ].join('\n');
  return `Options that stay: ~/.config/oddwire/config.json

A JSON object; every field may be left out. $XDG_CONFIG_HOME is honoured. Under
sudo it is the file of the user who called sudo, and it must belong to them. A
flag counts for more than the environment, that for more than the file.

${configurationFields.map(entry).join('\n')}

Keys are single characters ("x", "G", "/"), names (space enter escape tab
shift-tab up down left right pageup pagedown home end backspace delete),
ctrl-LETTER, or meta-CHARACTER for Alt. Ctrl-C always quits. Commands:

${commandTable()}

Environment:
  NO_COLOR       any value: no colours
  ODDWIRE_THEME  dark, light or plain
  ODDWIRE_ASCII  1: draw with plain ASCII; 0: do not, whatever the locale says
  COLORTERM      truecolor: colours written as #rrggbb are drawn exactly

Example:
  {
    "theme": "light",
    "keys": { "pause": ["space", "P"], "quit": "Q" },
    "columns": { "packets": ["no", "time", "source", "destination", "info"] }
  }
`;
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function commandTable(): string {
  const width = Math.max(...defaultBindings.map(one => one.command.length));
  const keysWidth = Math.max(...defaultBindings.map(one => one.keys.join(' ').length));
  return defaultBindings
    .map(one => ` ${one.command.padEnd(width)} ${one.keys.join(' ').padEnd(keysWidth)} ${one.help}`)
    .join('\n');
}
