import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from './commands/index.ts';

const program = fileURLToPath(new URL('./cli.ts', import.meta.url));

function run(...words: string[]): { code: number | null; output: string; complaint: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { encoding: 'utf8' });
  return { code: status, output: stdout, complaint: stderr };
}

describe('the command line', () => {
  it('alone lists interfaces and says how to begin', () => {
    const { code, output } = run();
    expect(code).toBe(0);
    expect(output).toMatch(/INTERFACE +STATE/);
    expect(output).toMatch(/read -i \S+ +capture live/);
    expect(output).toMatch(/read FILE\S* +read a capture file/);
  });

  it('knows its version', () => {
    expect(run('--version')).toEqual({ code: 0, output: 'oddwire 0.1.0\n', complaint: '' });
  });

  it('asks what was meant', () => {
    const { code, output, complaint } = run('docter');
    expect(complaint).toContain('oddwire: unknown command "docter" — did you mean "doctor"?\n');
    expect({ code, output }).toEqual({ code: 2, output: '' });
  });

  it('explains wrong options in one sentence', () => {
    const { code, complaint } = run('interfaces', '--jsn');
    expect(code).toBe(2);
    expect(complaint).toContain('oddwire: unknown option "--jsn" — did you mean "--json"?\n');
    expect(complaint).not.toContain(' at ');
  });

  it('prints nothing that could command the terminal', () => {
    expect(run('\u001b[31mred').complaint).toContain('\\x1b[31mred');
  });

  it.each([['help'], ['--help'], ['-h'], ['help', 'help'], ['doctor', '--help']])('helps: %s', (...words) => {
    const { code, output } = run(...words);
    expect(code).toBe(0);
    expect(output).toMatch(/^Usage: /m);
    for (const line of output.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('lists interfaces as JSON with a schema', () => {
    const { interfaces, ...rest } = JSON.parse(run('interfaces', '--json').output);
    expect(rest).toEqual({ schema: 'oddwire.interfaces', version: 1 });
    expect(interfaces.length).toBeGreaterThan(0);
    expect(Object.keys(interfaces[0])).toEqual(
      expect.arrayContaining(['name', 'up', 'loopback', 'addresses', 'packets', 'can_open']),
    );
  });

  it('examines the machine as JSON', () => {
    const answer = JSON.parse(run('doctor', '--json').output);
    expect(answer).toMatchObject({ schema: 'oddwire.doctor', version: 1, healthy: true });
  });

  it('ends quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, [program, 'help'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let complaint = '';
    child.stderr.on('data', chunk => {
      complaint += String(chunk);
    });
    const code = await new Promise(resolve => child.on('close', resolve));
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
  });
});

describe('every command', () => {
  it.each(commands.map(entry => [entry.name, entry] as const))(
    '%s has a usage within 80 columns',
    async (name, entry) => {
      const { usage } = await entry.load();
      expect(usage).toMatch(new RegExp(`^Usage: oddwire ${name}\\b`));
      expect(usage.endsWith('\n')).toBe(true);
      for (const line of usage.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    },
  );
});
