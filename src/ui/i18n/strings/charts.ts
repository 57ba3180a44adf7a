export interface ChartsStrings {
  readonly charts: {
    /** What a chart is called, and what it says. */
    label(title: string, sentence: string): string;
    savePng(title: string): string;
    saveCsv(title: string): string;
  };
}
