import type { ChartsStrings } from '../strings/charts.ts';

export const charts: ChartsStrings = {
  charts: {
    savePng: (title) => `Save “${title}” as a PNG picture`,
    saveCsv: (title) => `Save the numbers of “${title}” as CSV`,
  },
};
