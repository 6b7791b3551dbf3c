import type { CommandName, KeyBinding, KeyContext } from './keys.ts';

/** The keys of a user's configuration in place of the built-in ones. */

export type KeyChange = {
  readonly command: string;
  readonly keys: readonly string[];
  /** Where it stands in the file. */
  readonly line: number;
};

export type Rebound =
  | { readonly ok: true; readonly bindings: readonly KeyBinding[] }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** Whatever the configuration says, this key ends Oddwire. */
const alwaysQuits = 'ctrl-c';

const namedKeys = [
  'space',
  'enter',
  'escape',
  'tab',
  'shift-tab',
  'up',
  'down',
  'left',
  'right',
  'pageup',
  'pagedown',
  'home',
  'end',
  'backspace',
  'delete',
];

/** Terminals send the same byte for these. */
const sameAs: Readonly<Record<string, string>> = {
  'ctrl-i': 'tab',
  'ctrl-m': 'enter',
  'ctrl-h': 'backspace',
};

/** Contexts that are in force together, the innermost first. */
const together: readonly (readonly KeyContext[])[] = [
  ['inspect', 'packets', 'playing', 'table', 'main', 'global'],
  ['entity', 'playing', 'table', 'main', 'global'],
  ['incident', 'odd', 'playing', 'table', 'main', 'global'],
  ['engine', 'playing', 'main', 'global'],
  ['conversation', 'global'],
  ['chooser', 'global'],
  ['columns', 'global'],
  ['help', 'global'],
];

export function rebind(bindings: readonly KeyBinding[], changes: readonly KeyChange[]): Rebound {
  const changed = new Map<string, readonly string[]>();
  for (const change of changes) {
    const keys: string[] = [];
    for (const written of change.keys) {
      const key = keyFrom(written);
      if (key === undefined)
        return { ok: false, line: change.line, message: `keys.${change.command}: "${written}" is no key` };
      const twin = sameAs[key];
      if (twin !== undefined) {
        const message = `keys.${change.command}: terminals cannot tell "${key}" from "${twin}"`;
        return { ok: false, line: change.line, message };
      }
      keys.push(key);
    }
    changed.set(change.command, keys);
  }
  const after = bindings.map(binding => {
    const keys = changed.get(binding.command) ?? binding.keys;
    const needsWayOut = binding.command === 'quit' && !keys.includes(alwaysQuits);
    return { ...binding, keys: needsWayOut ? [...keys, alwaysQuits] : keys };
  });
  const before = new Set(clashes(bindings).map(clash => clash.text));
  for (const clash of clashes(after)) {
    if (before.has(clash.text)) continue;
    const line = changes.find(one => clash.commands.includes(one.command as CommandName))?.line ?? 1;
    return { ok: false, line, message: `keys: ${clash.text}` };
  }
  return { ok: true, bindings: after };
}

/** A key as `keyName` gives it; undefined when no terminal sends such a thing. */
function keyFrom(written: string): string | undefined {
  if ([...written].length === 1)
    return written === ' ' ? 'space' : /\p{C}|\p{Z}/u.test(written) ? undefined : written;
  const name = written.toLowerCase();
  if (namedKeys.includes(name) || /^ctrl-[a-z]$/.test(name)) return name;
  return /^meta-.$/u.test(name) ? `meta-${[...written].at(-1)}` : undefined;
}

type Clash = { readonly text: string; readonly commands: readonly CommandName[] };

/** Two commands on one key where both are in force. Those the built-in keys have are on purpose: inner ones win. */
function clashes(bindings: readonly KeyBinding[]): Clash[] {
  const found = new Map<string, Clash>();
  for (const contexts of together) {
    const owners = new Map<string, Set<CommandName>>();
    for (const { command, keys, contexts: where } of bindings) {
      if (!where.some(context => contexts.includes(context))) continue;
      for (const key of keys) owners.set(key, (owners.get(key) ?? new Set()).add(command));
    }
    for (const [key, commands] of owners) {
      const names = [...commands];
      for (const [index, one] of names.entries()) {
        for (const other of names.slice(index + 1)) {
          const text = `"${key}" means both ${one} and ${other}`;
          found.set(text, { text, commands: [one, other] });
        }
      }
    }
  }
  return [...found.values()];
}
