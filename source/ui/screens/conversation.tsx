import { Box } from 'ink';
import type { ReactElement } from 'react';
import { Line, RuleLine, type Span } from '../components/line.tsx';
import { useSettings } from '../settings.ts';
import type { ConversationState, State } from '../state.ts';
import { withoutStart } from '../text-fit.ts';
import { conversationGutter } from '../useful.ts';
import { conversationLines } from '../view.ts';

/** What two sockets said to each other: both directions, told apart by sign and colour. */
export function ConversationScreen({
  state,
  conversation,
}: {
  readonly state: State;
  readonly conversation: ConversationState;
}): ReactElement {
  const { glyphs } = useSettings();
  const body = state.snapshot?.body;
  const said = body?.screen === 'packets' ? body.conversation : undefined;
  const rows = conversationLines(state);
  const dot = ` ${glyphs.separator} `;
  const title: Span[] = [
    { text: 'conversation', role: 'title' },
    { text: ` ${said?.title ?? ''}` },
    { text: `${dot}${conversation.form}`, role: 'quiet' },
  ];
  if (conversation.left > 0) title.push({ text: `${dot}from column ${conversation.left}`, role: 'warning' });
  return (
    <Box flexDirection="column" height={rows + 1}>
      <RuleLine width={state.columns} spans={title} />
      {said === undefined || said.totalLines === 0 ? (
        <Line
          width={state.columns}
          spans={[
            { text: ` ${said === undefined ? 'collecting' : 'no payload was captured'}`, role: 'quiet' },
          ]}
        />
      ) : (
        said.lines.slice(0, rows).map(({ direction, text }, row) => (
          <Line
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of text have no other identity.
            key={row}
            width={state.columns}
            spans={[
              { text: ` ${glyphs[direction].padEnd(conversationGutter - 1)}`, role: direction },
              { text: withoutStart(text, conversation.left), role: direction },
            ]}
          />
        ))
      )}
    </Box>
  );
}
