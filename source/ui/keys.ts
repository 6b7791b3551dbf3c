/**
 * Every key in one place: what it does, what help and footer call it, and where it works. Nothing else in
 * the UI names a key. A user's configuration replaces the `keys` of a command.
 */

/**
 * Where a key works. `main` is any screen of what is watched, `table` one that shows rows, `entity` an opened
 * flow or host, `incident` an opened incident of the `odd` screen, `playing` while a capture file is played.
 */
export type KeyContext =
  | 'global'
  | 'main'
  | 'table'
  | 'packets'
  | 'inspect'
  | 'entity'
  | 'world'
  | 'odd'
  | 'incident'
  | 'engine'
  | 'conversation'
  | 'chooser'
  | 'columns'
  | 'playing'
  | 'lost'
  | 'help';

export type CommandName =
  | 'quit'
  | 'restart'
  | 'help'
  | 'back'
  | 'redraw'
  | 'suspend'
  | 'packets'
  | 'flows'
  | 'hosts'
  | 'world'
  | 'odd'
  | 'engine'
  | 'nextScreen'
  | 'previousScreen'
  | 'filter'
  | 'clearFilter'
  | 'pause'
  | 'open'
  | 'demo'
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last'
  | 'follow'
  | 'sort'
  | 'reverse'
  | 'export'
  | 'find'
  | 'findNext'
  | 'findPrevious'
  | 'goTo'
  | 'mark'
  | 'conversation'
  | 'nextPacket'
  | 'previousPacket'
  | 'expand'
  | 'collapse'
  | 'switchPane'
  | 'filterValue'
  | 'copyHex'
  | 'copyText'
  | 'toggleForm'
  | 'columns'
  | 'interface'
  | 'speed'
  | 'zoom'
  | 'toggleField'
  | 'toggleColumn'
  | 'showPackets'
  | 'showPacket'
  | 'normal'
  | 'chart'
  | 'showCountry'
  | 'map'
  | 'span'
  | 'scrollLeft'
  | 'scrollRight';

export type KeyBinding = {
  readonly command: CommandName;
  /** Names as `keyName` gives them: 'space', 'enter', 'ctrl-l', 'G', '/'. */
  readonly keys: readonly string[];
  /** One or two words, for the footer. */
  readonly label: string;
  /** A sentence without full stop, for help. */
  readonly help: string;
  readonly contexts: readonly KeyContext[];
  /** Lower stays longer when the footer is narrow; undefined is never in the footer. */
  readonly footer?: number;
};

// biome-ignore format: a table
export const defaultBindings: readonly KeyBinding[] = [
  { command: 'filter', keys: ['/'], label: 'filter', help: 'filter: it applies as you type', contexts: ['table'], footer: 11 },
  { command: 'pause', keys: ['space', 'p'], label: 'pause', help: 'freeze the picture; capture goes on', contexts: ['table'], footer: 12 },
  { command: 'open', keys: ['enter'], label: 'open', help: 'open the selected row', contexts: ['table', 'chooser'], footer: 13 },
  { command: 'demo', keys: ['d'], label: 'demo', help: 'play the recording that came with Oddwire', contexts: ['chooser'], footer: 14 },
  { command: 'sort', keys: ['s'], label: 'sort', help: 'sort by the next column', contexts: ['table'], footer: 16 },
  { command: 'reverse', keys: ['S'], label: 'reverse', help: 'turn the sort order round', contexts: ['table'], footer: 23 },
  { command: 'export', keys: ['e'], label: 'export', help: 'write packets to a file', contexts: ['packets', 'odd', 'incident'], footer: 17 },
  { command: 'find', keys: ['ctrl-f'], label: 'find', help: 'find text in Info', contexts: ['packets'], footer: 20 },
  { command: 'findNext', keys: ['n'], label: 'next match', help: 'next packet with the text found', contexts: ['packets'] },
  { command: 'findPrevious', keys: ['N'], label: 'previous match', help: 'previous packet with the text found', contexts: ['packets'] },
  { command: 'goTo', keys: [':'], label: 'go to', help: 'go to a packet number', contexts: ['packets'], footer: 21 },
  { command: 'mark', keys: ['m'], label: 'mark', help: 'mark or unmark the packet', contexts: ['packets'], footer: 19 },
  { command: 'columns', keys: ['c'], label: 'columns', help: 'choose which columns are shown', contexts: ['table'] },
  { command: 'toggleColumn', keys: ['space', 'enter'], label: 'show or hide', help: 'show or hide the column', contexts: ['columns'], footer: 1 },
  { command: 'showPackets', keys: ['enter', 'v'], label: 'its packets', help: 'show its packets: sets the filter', contexts: ['entity'], footer: 1 },
  { command: 'showPacket', keys: ['enter'], label: 'go to packet', help: 'go to the packet; esc leads back', contexts: ['incident'], footer: 1 },
  { command: 'showPackets', keys: ['f', 'v'], label: 'its packets', help: 'its packets, by a filter; esc leads back', contexts: ['odd', 'incident'], footer: 9 },
  { command: 'normal', keys: ['n'], label: 'mark normal', help: 'it is normal here, or not after all', contexts: ['odd', 'incident'], footer: 10 },
  { command: 'showCountry', keys: ['enter', 'v'], label: 'its packets', help: 'show only its packets: sets the filter', contexts: ['world'], footer: 13 },
  { command: 'span', keys: ['t'], label: '5 minutes', help: 'since the start, or the last five minutes', contexts: ['world'], footer: 14 },
  { command: 'map', keys: ['m'], label: 'no map', help: 'show or hide the map', contexts: ['world'], footer: 15 },
  { command: 'toggleField', keys: ['enter'], label: 'unfold', help: 'unfold or fold the field', contexts: ['inspect'], footer: 2 },
  { command: 'expand', keys: ['right', 'l'], label: 'unfold', help: 'unfold; among bytes, one to the right', contexts: ['inspect'] },
  { command: 'collapse', keys: ['left', 'h'], label: 'fold', help: 'fold or go up; among bytes, one left', contexts: ['inspect'] },
  { command: 'switchPane', keys: ['tab'], label: 'tree/hex', help: 'move between fields and bytes', contexts: ['inspect'], footer: 1 },
  { command: 'conversation', keys: ['f'], label: 'follow', help: 'follow the conversation of the packet', contexts: ['packets'], footer: 15 },
  { command: 'filterValue', keys: ['v'], label: 'filter value', help: 'only packets with the selected value', contexts: ['inspect'], footer: 4 },
  { command: 'copyHex', keys: ['x'], label: 'copy hex', help: 'copy the selected bytes as hex', contexts: ['inspect'], footer: 8 },
  { command: 'copyText', keys: ['y'], label: 'copy', help: 'copy the selected field as text', contexts: ['inspect'], footer: 9 },
  { command: 'nextPacket', keys: [']', '>'], label: 'next', help: 'next packet', contexts: ['inspect'], footer: 5 },
  { command: 'previousPacket', keys: ['[', '<'], label: 'previous', help: 'previous packet', contexts: ['inspect'], footer: 7 },
  { command: 'zoom', keys: ['z'], label: 'zoom', help: 'the whole screen for the packet', contexts: ['inspect'], footer: 6 },
  { command: 'toggleForm', keys: ['x', 't'], label: 'text/hex', help: 'as text or as hex', contexts: ['conversation'], footer: 1 },
  { command: 'scrollRight', keys: ['right', 'l'], label: 'right', help: 'see what is beyond the right edge', contexts: ['conversation'], footer: 6 },
  { command: 'scrollLeft', keys: ['left', 'h'], label: 'left', help: 'back to the left', contexts: ['conversation'], footer: 7 },
  { command: 'up', keys: ['up', 'k'], label: 'up', help: 'one row up', contexts: ['table', 'conversation', 'chooser', 'columns', 'engine', 'help'] },
  { command: 'down', keys: ['down', 'j'], label: 'down', help: 'one row down', contexts: ['table', 'conversation', 'chooser', 'columns', 'engine', 'help'] },
  { command: 'pageUp', keys: ['pageup', 'ctrl-b', 'ctrl-u'], label: 'page up', help: 'a page up', contexts: ['table', 'conversation', 'engine', 'help'] },
  { command: 'pageDown', keys: ['pagedown', 'ctrl-d'], label: 'page down', help: 'a page down', contexts: ['table', 'conversation', 'engine', 'help'] },
  { command: 'first', keys: ['g', 'home'], label: 'first', help: 'first row', contexts: ['table', 'conversation', 'chooser', 'columns', 'engine', 'help'] },
  { command: 'last', keys: ['G', 'end'], label: 'last', help: 'last row; among packets, follow the newest', contexts: ['table', 'conversation', 'chooser', 'columns', 'engine', 'help'] },
  { command: 'packets', keys: ['1'], label: 'packets', help: 'packets screen', contexts: ['main'] },
  { command: 'flows', keys: ['2'], label: 'flows', help: 'flows screen', contexts: ['main'] },
  { command: 'hosts', keys: ['3'], label: 'hosts', help: 'hosts screen', contexts: ['main'] },
  { command: 'world', keys: ['4'], label: 'world', help: 'world screen: countries and a map', contexts: ['main'] },
  { command: 'odd', keys: ['5'], label: 'odd', help: 'odd screen: what is not normal, and why', contexts: ['main'] },
  { command: 'engine', keys: ['6'], label: 'engine', help: 'engine screen: drops, rates, memory', contexts: ['main'] },
  { command: 'nextScreen', keys: ['tab'], label: 'next screen', help: 'next screen', contexts: ['main'], footer: 18 },
  { command: 'previousScreen', keys: ['shift-tab'], label: 'previous screen', help: 'previous screen', contexts: ['main'] },
  { command: 'chart', keys: ['o'], label: 'chart', help: 'chart of oddness, or of packets a second', contexts: ['main'], footer: 25 },
  { command: 'speed', keys: ['+'], label: 'speed', help: 'play at 1×, 10×, or as fast as can be', contexts: ['playing'], footer: 14 },
  { command: 'interface', keys: ['i'], label: 'interface', help: 'choose another interface or file', contexts: ['main'], footer: 24 },
  { command: 'clearFilter', keys: ['ctrl-x'], label: 'clear filter', help: 'show everything again', contexts: ['table'], footer: 22 },
  { command: 'back', keys: ['escape'], label: 'back', help: 'clear the filter, then follow new packets', contexts: ['table', 'chooser'], footer: 14 },
  { command: 'back', keys: ['escape'], label: 'close', help: 'close the packet', contexts: ['inspect', 'entity', 'incident', 'conversation', 'columns', 'help'], footer: 3 },
  { command: 'restart', keys: ['r'], label: 'start again', help: 'start an engine that was lost again', contexts: ['lost'], footer: 0 },
  { command: 'redraw', keys: ['ctrl-l'], label: 'redraw', help: 'draw the screen anew', contexts: ['global'] },
  { command: 'suspend', keys: ['ctrl-z'], label: 'suspend', help: 'back to the shell; fg returns', contexts: ['global'] },
  { command: 'help', keys: ['?'], label: 'help', help: 'show or hide this page', contexts: ['global'] },
  { command: 'quit', keys: ['q', 'ctrl-c'], label: 'quit', help: 'end Oddwire', contexts: ['global'] },
];

/** The command a key means where the user is: the first context that knows it wins. */
export function commandFor(
  bindings: readonly KeyBinding[],
  contexts: readonly KeyContext[],
  key: string,
): CommandName | undefined {
  for (const context of contexts) {
    for (const binding of bindings) {
      if (binding.contexts.includes(context) && binding.keys.includes(key)) return binding.command;
    }
  }
  return undefined;
}

/** What the footer may show in these contexts, the most important first. */
export function footerBindings(
  bindings: readonly KeyBinding[],
  contexts: readonly KeyContext[],
): readonly KeyBinding[] {
  const offered = bindings
    .filter(one => one.footer !== undefined && one.contexts.some(context => contexts.includes(context)))
    .filter(one => workingKey(bindings, contexts, one) !== undefined)
    .toSorted((one, other) => rank(one, contexts) - rank(other, contexts));
  // A command may stand in the table twice, with other words for other contexts.
  return offered.filter(
    (one, index) => offered.findIndex(({ command }) => command === one.command) === index,
  );
}

/** Keys of what is opened come before those of the table around it. */
function rank({ footer = 0, contexts: own }: KeyBinding, contexts: readonly KeyContext[]): number {
  const [first] = contexts;
  const isOpened = first === 'inspect' || first === 'entity' || first === 'incident';
  return isOpened && !own.includes(first) ? footer + afterOpened : footer;
}

const afterOpened = 100;

/** The first key of a command that no inner context has taken for something else. */
export function workingKey(
  bindings: readonly KeyBinding[],
  contexts: readonly KeyContext[],
  binding: KeyBinding,
): string | undefined {
  return binding.keys.find(key => commandFor(bindings, contexts, key) === binding.command);
}

const shownKeys: Readonly<Record<string, string>> = {
  enter: '⏎',
  space: 'space',
  escape: 'esc',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  tab: 'tab',
};

const asciiKeys: Readonly<Record<string, string>> = {
  enter: 'enter',
  up: 'up',
  down: 'down',
  left: 'left',
  right: 'right',
};

/** A key as people write it: ⏎, ^L, PgUp. */
export function shownKey(key: string, ascii: boolean): string {
  const plain = ascii ? asciiKeys[key] : undefined;
  if (plain !== undefined) return plain;
  if (key.startsWith('ctrl-')) return `^${key.slice(5).toUpperCase()}`;
  return shownKeys[key] ?? key;
}

/** Two commands on one key in one context: what a user's configuration must not do. */
export function duplicateKeys(bindings: readonly KeyBinding[]): string[] {
  const owners = new Map<string, CommandName>();
  const problems: string[] = [];
  for (const { command, keys, contexts } of bindings) {
    for (const context of contexts) {
      for (const key of keys) {
        const owner = owners.get(`${context} ${key}`);
        if (owner !== undefined && owner !== command)
          problems.push(`"${key}" means both ${owner} and ${command}`);
        owners.set(`${context} ${key}`, command);
      }
    }
  }
  return [...new Set(problems)];
}
