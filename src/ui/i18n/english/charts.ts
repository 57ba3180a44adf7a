import type { ChartsStrings } from '../strings/charts.ts';

export const charts: ChartsStrings = {
  charts: {
    label: (title, sentence) => `${title}. ${sentence}`,
    savePng: (title) => `Save “${title}” as a PNG picture`,
    saveCsv: (title) => `Save the numbers of “${title}” as CSV`,
  },
};
