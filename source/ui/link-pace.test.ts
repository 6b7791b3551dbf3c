import { describe, expect, it } from 'vitest';
import { LinkPace } from './link-pace.ts';

/** A line that carries so many bytes a second at such a distance. */
function line(bytesPerSecond: number, roundTrip: number) {
  let now = 0;
  const pace = new LinkPace(() => now);
  return {
    pace,
    later: (milliseconds: number) => {
      now += milliseconds;
    },
    carry: (bytes: number) => {
      expect(pace.sent(bytes)).toBe(true);
      now += roundTrip + (bytes * 1000) / bytesPerSecond;
      pace.answered();
    },
  };
}

describe('LinkPace', () => {
  it('waits for the terminal, which is asked after every piece', () => {
    const { pace, carry } = line(1e6, 5);
    carry(10);
    expect(pace.wait()).toBe(0);
    pace.sent(100);
    expect(pace.isAnswerDue).toBe(true);
    expect(pace.wait()).toBe(5000);
    pace.answered();
    expect(pace.wait()).toBe(0);
    expect(pace.isAnswerDue).toBe(false);
  });

  it('sends small pieces over a slow line, large ones over a fast line however far away', () => {
    const slow = line(2000, 50);
    slow.carry(10);
    for (let piece = 0; piece < 6; piece++) slow.carry(Math.max(300, slow.pace.allowance));
    expect(slow.pace.allowance).toBeLessThan(600);
    const far = line(1e6, 300);
    far.carry(10);
    for (let piece = 0; piece < 12; piece++) far.carry(far.pace.allowance);
    expect(far.pace.allowance).toBeGreaterThan(4000);
  });

  it('keeps what nobody asked for to a budget; keys cost nothing', () => {
    const { pace, carry, later } = line(1e6, 1);
    let bytes = 0;
    for (let milliseconds = 0; milliseconds < 20_000; milliseconds += 100) {
      if (pace.wait() === 0) {
        carry(2000);
        bytes += 2000;
      }
      later(100);
    }
    expect(bytes / 20).toBeGreaterThan(3000);
    expect(bytes / 20).toBeLessThan(4200);
    carry(6000);
    expect(pace.wait()).toBeGreaterThan(0);
    pace.urgent();
    expect(pace.wait()).toBe(0);
  });

  it('tells its own answers from those to others, and waits for the last as long as one took', () => {
    const { pace, later } = line(1e6, 5);
    pace.askedElsewhere();
    pace.sent(100);
    later(10);
    pace.answered();
    expect(pace.isAnswerDue).toBe(true);
    expect(pace.lastAnswerMilliseconds).toBe(250);
    later(500);
    pace.answered();
    expect(pace.isAnswerDue).toBe(false);
    expect(pace.lastAnswerMilliseconds).toBe(1530);
    pace.sent(100);
    pace.beginAgain();
    expect(pace.isAnswerDue).toBe(false);
  });

  it('does without answers where none come, and minds those that come late', () => {
    let now = 0;
    const pace = new LinkPace(() => now);
    pace.sent(500);
    expect(pace.isAnswerDue).toBe(false);
    expect(pace.wait()).toBe(1000);
    now = 1000;
    expect(pace.wait()).toBe(0);
    expect(pace.sent(500)).toBe(false);
    pace.answered();
    expect(pace.sent(500)).toBe(true);
    now = 10_000;
    // A lost answer does not stop the screen.
    expect(pace.wait()).toBe(0);
  });
});
