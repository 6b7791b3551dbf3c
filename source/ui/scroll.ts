import type { CommandName } from './keys.ts';

/** The first line shown after a scrolling key, of `total` lines in pages of `page`; undefined for other keys. */
export function scrolledTop(
  command: CommandName,
  top: number,
  page: number,
  total: number,
): number | undefined {
  const to = wantedTop(command, top, page, total);
  return to === undefined ? undefined : Math.max(0, Math.min(total - page, to));
}

function wantedTop(command: CommandName, top: number, page: number, total: number): number | undefined {
  switch (command) {
    case 'up':
      return top - 1;
    case 'down':
      return top + 1;
    case 'pageUp':
      return top - page;
    case 'pageDown':
      return top + page;
    case 'first':
      return 0;
    case 'last':
      return total;
    default:
      return undefined;
  }
}
