/** Numbers as people read them in tables: short, always the same way. */

const units = ['', 'k', 'M', 'G', 'T', 'P'] as const;
const minute = 60;
const hour = 3600;
const day = 86_400;

/** '0', '999', '1.2k', '34k', '5.0M'. */
export function shortNumber(value: number): string {
  let unit = 0;
  let rest = value;
  // 999.5 would be shown as 1000.
  while (rest >= 999.5 && unit < units.length - 1) {
    rest /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && rest < 9.95 ? 1 : 0;
  return rest.toFixed(digits) + (units[unit] ?? '');
}

/** '1,234,567'. */
export function wholeNumber(value: number): string {
  const text = String(Math.round(value));
  return text.length < 4 ? text : text.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** '999 B', '1.2 kB', '34 MB'. */
export function byteCount(bytes: number): string {
  const text = shortNumber(bytes);
  const unit = text.replace(/[\d.]/g, '');
  return `${text.slice(0, text.length - unit.length)} ${unit}B`;
}

/** '1.2 kB/s'; '' for what has faded to less than a byte. */
export function byteRate(bytesPerSecond: number): string {
  return bytesPerSecond < 1 ? '' : `${byteCount(bytesPerSecond)}/s`;
}

/** '12 ms', '1.2 s', '59 s', '3m 04s', '2h 15m', '3d 04h'. */
export function durationText(seconds: number): string {
  if (seconds <= 0) return '0 s';
  if (seconds < 0.001) return '<1 ms';
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < minute) return `${whole} s`;
  if (whole < hour) return `${Math.floor(whole / minute)}m ${two(whole % minute)}s`;
  if (whole < day) return `${Math.floor(whole / hour)}h ${two(Math.floor((whole % hour) / minute))}m`;
  return `${Math.floor(whole / day)}d ${two(Math.floor((whole % day) / hour))}h`;
}

/** Local time of day, '14:02:11'. */
export function clockTime(seconds: number): string {
  const time = new Date(seconds * 1000);
  if (Number.isNaN(time.getTime())) return '';
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** 10·log10(N) as tables show it: whole, and nothing where nothing is odd. */
export function oddnessText(oddness: number): string {
  const rounded = Math.round(oddness);
  return rounded > 0 ? String(rounded) : '';
}
