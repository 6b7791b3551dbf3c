/** For cli.ts, which knows commands only. */
export { version } from '../engine/version.ts';
