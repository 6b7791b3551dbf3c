import { dropPrivileges } from '../capture/privileges.ts';
import { EngineLink } from '../engine/link.ts';
import { FilterHistory } from '../filter/history.ts';
import { loadConfiguration } from '../ui/configuration-file.ts';
import { folderToWrite, homeFolder } from '../ui/folders.ts';
import { readMapSources } from '../ui/map/outlines.ts';
import { type Command, type CommandContext, CommandError, exitCodes } from './command.ts';
import { gatherGeoSettings } from './geo-settings.ts';
import { parseWatchOptions, type WatchOptions, watchUsage } from './watch-options.ts';

export const watch: Command = {
  usage: watchUsage,
  async run(words, context) {
    const loaded = loadConfiguration(context.environment);
    if (!loaded.ok) throw new CommandError(loaded.message);
    const options = parseWatchOptions(words, context.environment, loaded.configuration);
    const start = context.environment['ODDWIRE_COMMAND'];
    const obstacle = terminalObstacle(process.stdout.isTTY === true, context.environment['TERM']);
    if (obstacle !== undefined) throw new CommandError(`${obstacle}; use: ${start ?? 'oddwire'} read`);
    const geo = gatherGeoSettings(options.geo, context, loaded);
    // Below the screen until it closes; the engine screen says what follows from it.
    for (const warning of geo.warnings) context.warn(warning);
    if (options.filter !== '') {
      // Only when needed: the language brings every decoder with it.
      const { readFilter } = await import('./read-filter.ts');
      readFilter(options.filter, context);
    }
    // Everything the screen needs is loaded while this folder can certainly be read.
    process.env['NODE_ENV'] = 'production';
    const { startScreen } = await import('../ui/start.tsx');
    // The map is drawn when somebody looks at it, which those who give up root may come too late for.
    if (process.geteuid?.() === 0) await readMapSources().catch(() => undefined);
    const engine = new EngineLink({
      ...options.engine,
      geo: geo.settings,
      ...(start === undefined ? {} : { command: start }),
    });
    const drop = dropPrivileges({ keepRoot: options.engine.keepRoot ?? false });
    if (drop.state === 'failed') {
      await engine.close();
      throw new CommandError(drop.message);
    }
    try {
      // What gave up root may start nothing any more, and could not capture either.
      const canRestart = drop.state !== 'dropped' && !readsStandardInput(options);
      await startScreen(screenOptions(options, engine, context, canRestart));
    } finally {
      await engine.close();
    }
    // What the empty screen said is worth a line that stays, and scripts want to know.
    if (engine.problem !== '') throw new CommandError(engine.problem);
    return exitCodes.done;
  },
};

/** Why nothing can be drawn here, when it cannot: piped, in CI, in an editor's window. `read` is made for that. */
export function terminalObstacle(isTerminal: boolean, type: string | undefined): string | undefined {
  if (!isTerminal) return 'watch draws on a terminal and standard output is none';
  if (type === undefined || type === '')
    return 'watch needs to know what the terminal can do and TERM is not set';
  return type === 'dumb' ? 'watch moves the cursor and this terminal cannot (TERM is "dumb")' : undefined;
}

function readsStandardInput({ engine: { input } }: WatchOptions): boolean {
  return input?.kind === 'file' && input.path === '-';
}

function screenOptions(
  options: WatchOptions,
  engine: EngineLink,
  context: CommandContext,
  canRestart: boolean,
) {
  const history = new FilterHistory();
  const { input } = options.engine;
  const isFile = input !== undefined && input.kind !== 'live';
  return {
    engine,
    environment: context.environment,
    signal: context.signal,
    look: options.look,
    mouse: options.mouse,
    bell: options.bell,
    bindings: options.bindings,
    start: {
      screen: input === undefined ? ('chooser' as const) : ('packets' as const),
      filter: options.filter,
      filterHistory: history.entries.toReversed(),
      canRestart,
      exportFolder: folderToWrite(),
      hidden: options.hidden,
      playing: isFile ? { speed: options.engine.speed ?? 1, running: true } : undefined,
    },
    /** A capture comes through standard input: keys are read from the terminal itself. */
    keysFromTerminal: readsStandardInput(options),
    homeFolder: homeFolder(),
    restart: () => engine.restart(),
    rememberFilter: (text: string) => history.add(text),
  };
}
