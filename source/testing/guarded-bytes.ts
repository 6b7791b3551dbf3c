/**
 * Bytes that notice who reads around them: `bytes` behaves like the array a decoder gets, but any read
 * before or behind the frame is remembered, even one without consequences.
 */
export class GuardedBytes {
  readonly bytes: Uint8Array;
  /** The first read outside the frame, in words. */
  trespass: string | undefined;

  /** `frame` stands `margin` bytes from either end of its memory. */
  constructor(frame: Uint8Array, margin: number) {
    const memory = new Uint8Array(frame.length + 2 * margin);
    memory.set(frame, margin);
    const end = margin + frame.length;
    const check = (from: number, to: number, how: string): void => {
      if (from >= to || (from >= margin && to <= end)) return;
      const reach = to > end ? `${to - end} bytes behind its end` : `${margin - from} bytes before its start`;
      this.trespass ??= `reads ${reach} (${how})`;
    };
    this.bytes = new Proxy(memory, {
      get: (target, key) => {
        if (typeof key === 'string' && /^-?[\d.]+$/.test(key)) {
          const at = Number(key);
          check(at, at + 1, 'index');
          return target[at];
        }
        if (key === 'subarray' || key === 'slice') {
          return (from = 0, to = memory.length): Uint8Array => {
            check(from, to, key);
            return target[key](from, to);
          };
        }
        const value: unknown = Reflect.get(target, key, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }
}
