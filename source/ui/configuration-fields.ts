import type { PlaySpeed } from '../engine/protocol.ts';
import type { GeoConfiguration } from '../geo/settings.ts';
import { geoField } from './configuration-geo.ts';
import { choice, eachField, type FieldProblem, listOf, text, wrong } from './configuration-values.ts';
import type { JsonNode } from './json-lines.ts';
import type { KeyChange } from './key-changes.ts';
import { defaultBindings } from './keys.ts';
import { type ThemeName, themeNames } from './look.ts';
import { tableColumns } from './reduce-sort.ts';
import type { TableScreen } from './state.ts';
import { darkTheme, type Look, type Role } from './theme.ts';

/** Every field a configuration file may have: how it is read, and what help says about it. */

export type FieldSchema = {
  readonly name: string;
  /** What may stand there, for help and messages. */
  readonly form: string;
  readonly help: string;
  /** Stores the value, or says what is wrong with it. */
  readonly take: (node: JsonNode, read: Read) => FieldProblem | undefined;
};

/** What was read so far. */
export type Read = {
  theme?: ThemeName;
  ascii?: boolean;
  mouse?: boolean;
  bell?: boolean;
  colours?: Partial<Record<Role, Look>>;
  keys: KeyChange[];
  filter?: string;
  hidden?: Partial<Record<TableScreen, readonly string[]>>;
  speed?: PlaySpeed;
  packets?: number;
  memory?: number;
  buffer?: number;
  geo?: GeoConfiguration;
};

const maxFilterCharacters = 1000;

export const configurationFields: readonly FieldSchema[] = [
  {
    name: 'theme',
    form: themeNames.map(name => `"${name}"`).join(', '),
    help: 'colours; by default what suits the background of the terminal',
    take: (node, read) => {
      const name = choice(node, themeNames);
      if (typeof name !== 'string') return name;
      read.theme = name;
      return undefined;
    },
  },
  truth('ascii', 'draw with plain ASCII', (value, read) => {
    read.ascii = value;
  }),
  truth('mouse', 'react to wheel and clicks; default true', (value, read) => {
    read.mouse = value;
  }),
  truth('bell', 'ring the bell for a new incident; default false', (value, read) => {
    read.bell = value;
  }),
  {
    name: 'colours',
    form: '{ "ROLE": "COLOUR", … }',
    help: `roles: ${Object.keys(darkTheme).join(' ')}; colours: names of the sixteen, or "#rrggbb"`,
    take: (node, read) => {
      const colours: Partial<Record<Role, Look>> = {};
      const problem = eachField(node, Object.keys(darkTheme), 'role', field => {
        const colour = text(field.value);
        if (typeof colour !== 'string') return colour;
        if (!isColour(colour)) return wrong(field.value, `"${colour}" is no colour`);
        const role = field.name as Role;
        colours[role] = { ...darkTheme[role], color: colour };
        return undefined;
      });
      read.colours = colours;
      return problem;
    },
  },
  {
    name: 'keys',
    form: '{ "COMMAND": "KEY" or ["KEY", …], … }',
    help: 'other keys for commands, instead of those they have; [] takes them all away',
    take: (node, read) =>
      eachField(
        node,
        defaultBindings.map(binding => binding.command),
        'command',
        field => {
          const nodes = field.value.kind === 'list' ? field.value.items : [field.value];
          const keys: string[] = [];
          for (const one of nodes) {
            const key = text(one);
            if (typeof key !== 'string') return key;
            keys.push(key);
          }
          read.keys.push({ command: field.name, keys, line: field.line });
          return undefined;
        },
      ),
  },
  {
    name: 'filter',
    form: 'a text',
    help: 'display filter to begin with; see "help filter"',
    take: (node, read) => {
      const filter = text(node);
      if (typeof filter !== 'string') return filter;
      if (filter.length > maxFilterCharacters)
        return wrong(node, `longer than ${maxFilterCharacters} characters`);
      read.filter = filter;
      return undefined;
    },
  },
  {
    name: 'columns',
    form: '{ "SCREEN": ["COLUMN", …], … }',
    help: `columns to show; ${Object.entries(tableColumns)
      .map(([screen, columns]) => `${screen} has ${columns.join(' ')}`)
      .join('; ')}`,
    take: (node, read) => {
      const hidden: Partial<Record<TableScreen, readonly string[]>> = {};
      const problem = eachField(node, Object.keys(tableColumns), 'screen', field => {
        const screen = field.name as TableScreen;
        const shown = listOf(field.value, tableColumns[screen], 'column');
        if (!Array.isArray(shown)) return shown as FieldProblem;
        if (shown.length === 0) return wrong(field.value, 'at least one column must stay');
        hidden[screen] = tableColumns[screen].filter(column => !shown.includes(column));
        return undefined;
      });
      read.hidden = hidden;
      return problem;
    },
  },
  {
    name: 'speed',
    form: '1, 10 or "max"',
    help: 'how fast capture files are played',
    take: (node, read) => {
      if (node.kind === 'number' && (node.value === 1 || node.value === 10)) read.speed = node.value;
      else if (node.kind === 'text' && node.value === 'max') read.speed = node.value;
      else return wrong(node, '1, 10 or "max" was expected');
      return undefined;
    },
  },
  count('packets', 100, 10_000_000, 'packets kept to scroll through; default 200000', (value, read) => {
    read.packets = value;
  }),
  count('memory', 1, 16_384, 'megabytes of packet bytes kept; default 64', (value, read) => {
    read.memory = value;
  }),
  count('buffer', 1, 4096, 'megabytes for captured packets not read yet; default 64', (value, read) => {
    read.buffer = value;
  }),
  geoField,
];

function truth(name: string, help: string, store: (value: boolean, read: Read) => void): FieldSchema {
  return {
    name,
    form: 'true or false',
    help,
    take: (node, read) => {
      if (node.kind !== 'truth') return wrong(node, 'true or false was expected');
      store(node.value, read);
      return undefined;
    },
  };
}

function count(
  name: string,
  least: number,
  most: number,
  help: string,
  store: (value: number, read: Read) => void,
): FieldSchema {
  return {
    name,
    form: `a whole number from ${least} to ${most}`,
    help,
    take: (node, read) => {
      const isCount =
        node.kind === 'number' && Number.isInteger(node.value) && node.value >= least && node.value <= most;
      if (!isCount) return wrong(node, `a whole number from ${least} to ${most} was expected`);
      store(node.value, read);
      return undefined;
    },
  };
}

const colourNames = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white', 'gray', 'grey'];

function isColour(name: string): boolean {
  if (/^#[\da-f]{6}$/i.test(name)) return true;
  const plain = name.replace(/Bright$/, '');
  return colourNames.includes(plain) && (plain === name || !/^gr[ae]y$/.test(plain));
}
