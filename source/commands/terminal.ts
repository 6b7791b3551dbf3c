/** What the terminal we write to can do. */

export type Terminal = {
  readonly interactive: boolean;
  readonly columns: number | undefined;
  readonly rows: number | undefined;
  /** Bits per colour cell: 1 none, 4 sixteen colours, 8 two hundred and fifty-six, 24 all. */
  readonly colourDepth: number;
  readonly utf8: boolean;
  readonly type: string | undefined;
};

export function thisTerminal(environment: NodeJS.ProcessEnv): Terminal {
  const { stdout } = process;
  return {
    interactive: stdout.isTTY === true,
    columns: stdout.isTTY === true ? stdout.columns : undefined,
    rows: stdout.isTTY === true ? stdout.rows : undefined,
    colourDepth: stdout.isTTY === true ? stdout.getColorDepth(environment) : 1,
    utf8: usesUtf8(environment),
    type: environment['TERM'],
  };
}

/** The locale decides, in the order of POSIX: LC_ALL, LC_CTYPE, LANG; the first that is set. */
export function usesUtf8(environment: NodeJS.ProcessEnv): boolean {
  const locale = [environment['LC_ALL'], environment['LC_CTYPE'], environment['LANG']].find(Boolean);
  return /utf-?8/i.test(locale ?? '');
}
