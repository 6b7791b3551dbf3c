import { renderToString } from 'ink';
import { Screen } from '../ui/components/screen.tsx';
import { asciiGlyphs } from '../ui/glyphs.ts';
import { loadOutlines } from '../ui/map/outlines.ts';
import { defaultSettings, type Settings, SettingsContext } from '../ui/settings.ts';
import type { State } from '../ui/state.ts';
import { plainTheme } from '../ui/theme.ts';

// A screen that is drawn once has no time to wait for its map.
await loadOutlines();

export const settingsOf = {
  colour: defaultSettings,
  plain: { ...defaultSettings, theme: plainTheme },
  ascii: { ...defaultSettings, theme: plainTheme, glyphs: asciiGlyphs },
} as const satisfies Record<string, Settings>;

/** The whole screen as the terminal would get it, colours included where the process has them. */
export function drawScreen(state: State, settings: Settings = defaultSettings): string {
  return renderToString(
    <SettingsContext value={settings}>
      <Screen state={state} />
    </SettingsContext>,
    { columns: state.columns },
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours begin with.
const styles = /\u001b\[[\d;]*m/g;

export function withoutStyles(text: string): string {
  return text.replace(styles, '');
}

/** Colours made visible, so that a person can read what a snapshot says about them. */
export function visibleStyles(text: string): string {
  return text.replaceAll('\u001b[', '␛');
}
