export interface ChartsStrings {
  readonly charts: {
    savePng(title: string): string;
    saveCsv(title: string): string;
  };
}
