declare module 'asciichart' {
  export type PlotOptions = {
    readonly height?: number;
    readonly min?: number;
    readonly max?: number;
    readonly offset?: number;
    readonly padding?: string;
    readonly symbols?: readonly string[];
    readonly format?: (value: number, index: number) => string;
  };
  const asciichart: { plot(series: readonly number[], options?: PlotOptions): string };
  export default asciichart;
}
