import type { ResultsStrings } from '../strings/results.ts';

export const results: ResultsStrings = {
  results: {
    title: '样本与数据',
    intro: '各采样器从同样的噪声出发。灰色是数据本身。',
    empty: '还没有样本：可以用训练好的网络采样，也可以用精确去噪器采样。',
    columns: { ddpm: 'DDPM', ddim: 'DDIM', chosen: '自选采样器' },
    columnNotes: { ddpm: '祖先采样，每步都有新噪声', ddim: '跳过部分时间步', chosen: '在配方中选择' },
    aside: '不参与采样：它的公式以 √(1−ᾱ) 为前提，而此调度按文章的 √(1−ᾱ²) 加噪。',
    histogram: (sampler, count, w1) =>
      `${count} 个 ${sampler} 样本的直方图，100 个区间，叠在数据的直方图上。Wasserstein-1 距离 ${w1}。`,
    histogramEmpty: '数据的直方图，100 个区间；还没有样本。',
    w1: 'W1',
    w1Help:
      '到真实混合分布的 Wasserstein-1 距离：两条累积分布曲线之间的面积，单位与数据相同。下限是同样多的完美样本仅因随机误差就会有的值。',
    floor: (mean, sd) => `下限 ${mean} ± ${sd}`,
    nfe: 'NFE',
    nfeHelp: '每个样本的网络求值次数。',
    time: '用时',
    timeHelp: '在此适配器上，从开始采样到样本就绪。',
    exact: 'W1（精确去噪器）',
    exactHelp: '同一采样器、同样的 x_T、没有网络误差。剩下的是步数少带来的误差；W1 的其余部分来自网络。',
    masses: '各峰占比',
    massesHelp: '落在 −0.4、0.1、0.5 附近的样本占比；数据为 30%、40%、30%。',
    outside: (count) => `${count} 个在图外`,
    samples: (count, denoiser) => `${count} 个样本，${denoiser}`,
    kernels: (name) => `${name} 内核`,
  },
  loss: {
    steps: '步',
    title: '训练损失',
    intro: '网络预测值的均方误差，按所选权重加权。平均而言，没有网络能低于虚线所示的下限。',
    mean: '损失',
    range: '最低到最高',
    floor: '贝叶斯下限',
    empty: '训练网络时，曲线出现在这里。',
    summary: (step, loss, floor) => `第 ${step} 步：损失 ${loss}，下限 ${floor}。`,
    summaryWithoutFloor: (step, loss) => `第 ${step} 步：损失 ${loss}。`,
    kernels: (name) => `用 ${name} 内核训练。`,
  },
};
