import { createContext, useContext } from 'react';
import { type Glyphs, unicodeGlyphs } from './glyphs.ts';
import { defaultBindings, type KeyBinding } from './keys.ts';
import type { initialState } from './state.ts';
import { darkTheme, type Theme } from './theme.ts';

/** What does not change while the screen is up. */
export type Settings = {
  readonly bindings: readonly KeyBinding[];
  readonly glyphs: Glyphs;
  readonly theme: Theme;
  readonly start: Omit<Parameters<typeof initialState>[0], 'columns' | 'rows'>;
};

export const defaultSettings: Settings = {
  bindings: defaultBindings,
  glyphs: unicodeGlyphs,
  theme: darkTheme,
  start: { screen: 'packets', filter: '', filterHistory: [], playing: undefined },
};

export const SettingsContext = createContext<Settings>(defaultSettings);

export function useSettings(): Settings {
  return useContext(SettingsContext);
}
