/** Numbers as short as they can be read. */

const steps = ['', 'k', 'M', 'G', 'T', 'P'] as const;

/** 950, 12.4k, 1.2M. */
export function shortCount(value: number): string {
  let scaled = value;
  let step = 0;
  while (scaled >= 999.5 && step < steps.length - 1) {
    scaled /= 1000;
    step += 1;
  }
  const digits = step === 0 || scaled >= 99.95 ? 0 : 1;
  return `${scaled.toFixed(digits)}${steps[step]}`;
}

/** 88 Mb/s. */
export function bitRate(bits: number): string {
  const text = shortCount(bits);
  const unit = /[kMGTP]$/.exec(text)?.[0] ?? '';
  return `${unit === '' ? text : text.slice(0, -1)} ${unit}b/s`;
}

/** 00:12:41, or 3d 00:12:41. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const days = Math.floor(whole / 86_400);
  const clock = `${two(Math.floor(whole / 3600) % 24)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return days > 0 ? `${days}d ${clock}` : clock;
}
