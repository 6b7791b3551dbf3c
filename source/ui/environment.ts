/**
 * What React and Ink look for in the environment while they are loaded; imported before them. (The compiler puts
 * React's own import in a .tsx file before all others: `commands/watch.ts` has set NODE_ENV by then.)
 *
 * Ink decides about colours by itself: it is told the terminal's depth here, and our themes decide the rest.
 * Without colours (NO_COLOR) it must still draw bold and inverse, which it takes for colours.
 */
import { colourDepthOf } from './look.ts';

const levels = { none: '1', 16: '1', 256: '2', true: '3' } as const;

process.env['NODE_ENV'] = 'production';
process.env['FORCE_COLOR'] = levels[colourDepthOf(process.env)];
