import type { ChartsStrings } from '../strings/charts.ts';

export const charts: ChartsStrings = {
  charts: {
    label: (title, sentence) => `${title}。${sentence}`,
    savePng: (title) => `将“${title}”保存为 PNG 图片`,
    saveCsv: (title) => `将“${title}”的数据保存为 CSV`,
  },
};
