import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FrameOutput } from './frame-output.ts';
import { FrameWriter } from './frame-writer.ts';

const size = { columns: 20, rows: 4 };

/** A writer whose terminal answers when told to. */
function stage() {
  const written: string[] = [];
  let waiting: (() => void) | undefined;
  const writer = new FrameWriter({
    ...size,
    now: () => Date.now(),
    write: (text, done) => {
      written.push(text.replaceAll('\u001b', '^'));
      waiting = done;
    },
  });
  /** By the kernel. */
  const taken = (): void => {
    const done = waiting;
    waiting = undefined;
    done?.();
  };
  return {
    writer,
    written,
    taken,
    /** The kernel took it, the terminal drew it. */
    drawn: () => {
      taken();
      writer.ready();
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('FrameWriter', () => {
  it('writes nothing before it was started, and erases first', () => {
    const { writer, written } = stage();
    writer.show(['one']);
    expect(written).toEqual([]);
    writer.start();
    expect(written).toEqual(['^[m^[2J^[1Hone^[5n']);
  });

  it('sends the newest frame once the last is drawn, not those between', () => {
    const { writer, written, drawn } = stage();
    writer.show(['a 1', 'b']);
    writer.start();
    writer.show(['a 2', 'b']);
    writer.show(['a 3', 'b']);
    expect(written).toHaveLength(1);
    drawn();
    expect(written.slice(1)).toEqual(['^[1;3H3^[5n']);
    drawn();
    expect(written).toHaveLength(2);
  });

  it('writes status line and footer first, and never below the last row', () => {
    const { writer, written, drawn } = stage();
    writer.start();
    drawn();
    writer.show(['first', 'second', 'status', 'footer', 'too much']);
    const text = written.join('');
    expect(text.indexOf('status')).toBeLessThan(text.indexOf('first'));
    expect(text).not.toContain('too much');
  });

  it('draws everything anew after a resize, from a frame of the new size', () => {
    const { writer, written, drawn } = stage();
    writer.show(['old']);
    writer.start();
    drawn();
    writer.resize(10, 4);
    drawn();
    expect(written.join('').split('old')).toHaveLength(2);
    writer.show(['a new frame, too long']);
    drawn();
    expect(written.join('')).toContain('a new fram^[5n');
  });

  it('goes on without a terminal that answers', () => {
    const { writer, written, taken } = stage();
    writer.start();
    writer.show(['one']);
    vi.advanceTimersByTime(3000);
    expect(written.length).toBeGreaterThan(0);
    expect(writer.isUnsettled).toBe(true);
    writer.stop();
    taken();
    expect(writer.isUnsettled).toBe(false);
  });

  it('keeps still when stopped', () => {
    const { writer, written, drawn } = stage();
    writer.start();
    drawn();
    writer.stop();
    const before = written.length;
    writer.show(['x']);
    writer.urgent();
    vi.advanceTimersByTime(10_000);
    expect(written).toHaveLength(before);
  });

  it('passes on what is not a frame, and only ASCII where that is asked for', () => {
    const { writer, written, drawn } = stage();
    writer.isAscii = true;
    writer.start();
    drawn();
    writer.aside('\u001b]52;c;eA==\u0007');
    drawn();
    writer.show(['a … b 日']);
    drawn();
    expect(written.join('')).toContain('^]52;c;eA==\u0007');
    expect(written.join('')).toContain('a ~ b ??');
  });
});

describe('FrameOutput', () => {
  it('catches frames, without the way Ink erases the one before', () => {
    const frames: (readonly string[])[] = [];
    const output = new FrameOutput(20, 4, lines => frames.push(lines));
    output.write('\u001b[?25l');
    output.write('\u001b[?2026h');
    output.write('\u001b[2K\u001b[1A\u001b[2K\u001b[G\u001b[1mone\u001b[22m\ntwo\n');
    output.write('');
    expect(frames).toEqual([['\u001b[1mone\u001b[22m', 'two']]);
    let resized = 0;
    output.on('resize', () => resized++);
    output.resize(30, 5);
    expect([output.columns, output.rows, resized]).toEqual([30, 5, 1]);
  });
});
