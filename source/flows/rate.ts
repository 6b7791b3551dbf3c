/** Time constant of the rates shown: fast enough to follow, slow enough that rows do not dance. */
export const rateSeconds = 5;

/** What is left of a rate after `idle` seconds without a packet. */
export function decay(idle: number): number {
  if (idle <= 0) return 1;
  const x = idle / rateSeconds;
  // Packets follow each other closely: four terms of the series are exact to 10⁻⁵ there, and faster.
  return x < 0.1 ? 1 - x * (1 - x * (0.5 - x / 6)) : Math.exp(-x);
}
