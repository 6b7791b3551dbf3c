import type { ExportProgress, ScreenName, Snapshot } from '../engine/protocol.ts';
import type { CommandName } from './keys.ts';
import type { Message, Prompt } from './state.ts';

/** Everything that can happen to the screen. */
export type Action =
  | { readonly kind: 'command'; readonly command: CommandName }
  /** A key while a prompt is open: characters and the keys that edit them. */
  | { readonly kind: 'edit'; readonly key: string; readonly text: string }
  /** What Tab made of the line, and what there was to choose from. */
  | {
      readonly kind: 'completed';
      readonly text: string;
      readonly cursor: number;
      readonly choices: readonly string[];
    }
  | { readonly kind: 'closePrompt' }
  | { readonly kind: 'prompt'; readonly prompt: Prompt }
  /** `current`: it answers the latest view sent. An older one settles no cursor. */
  | { readonly kind: 'snapshot'; readonly snapshot: Snapshot; readonly current: boolean }
  | { readonly kind: 'resize'; readonly columns: number; readonly rows: number }
  | { readonly kind: 'message'; readonly message: Message | undefined }
  /** The time of the message that was to stay until then is over. */
  | { readonly kind: 'expire'; readonly until: number }
  /** This incident was announced long enough. */
  | { readonly kind: 'flashed'; readonly incident: number }
  | { readonly kind: 'export'; readonly progress: ExportProgress }
  | { readonly kind: 'lost'; readonly reason: string | undefined }
  | { readonly kind: 'click'; readonly row: number }
  /** A mouse button on a row of the screen. */
  | { readonly kind: 'press'; readonly row: number }
  | { readonly kind: 'wheel'; readonly rows: number }
  /** The selected row was acted on: the cursor stays with it, whatever arrives. */
  | { readonly kind: 'pin' }
  | { readonly kind: 'filter'; readonly text: string }
  | { readonly kind: 'screen'; readonly screen: ScreenName }
  | { readonly kind: 'select'; readonly number: number }
  | { readonly kind: 'find'; readonly text: string }
  /** Another input was chosen: everything begins anew. */
  | { readonly kind: 'opened'; readonly file: boolean };
