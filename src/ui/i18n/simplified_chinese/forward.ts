import type { ForwardStrings } from '../strings/forward.ts';

export const forward: ForwardStrings = {
  forward: {
    title: '此刻的前向过程',
    note: '四张图都跟随上方的时间滑块。',
    comparisonTitle: 'x_t：一步到位、逐步、精确',
    comparisonNote:
      '同样的数据点，一份按闭式一步加噪，一份逐个时间步加噪。除随机误差外，两者都符合精确密度。',
    jump: '一步到位',
    chain: '逐步',
    exact: '精确密度',
    density: '密度',
    measuring: '正在测量……',
    comparison: (t, count, jump, chain, floor) =>
      `t = ${t}，${count} 个点：到精确密度的 W1，一步到位 ${jump}${chain === undefined ? '' : `，逐步 ${chain}`}。完美抽样为 ${floor}。`,
    coefficientsTitle: 'x_t 中的信号与噪声',
    coefficientsNote: '一个点由多少 x_0 和多少噪声 ε 组成。',
    coefficients: (t, signal, noise) => `t = ${t}：x_t = ${signal} x_0 + ${noise} ε。`,
    logSnrTitle: '信噪比',
    logSnrNote: '取对数。大于 0 时数据占上风，小于 0 时噪声占上风。',
    logSnrLegend: '对数信噪比',
    logSnr: (t, value, snr) => `t = ${t}：对数信噪比 ${value}，信噪比 ${snr}。`,
    logSnrInfinite: (t, isClean) => `t = ${t}：${isClean ? '完全没有噪声' : '完全没有信号'}。`,
    betasTitle: '每一步加入的噪声',
    betasNote: '每一步保留 √(1−β) 份的点，加入 √β 份新噪声。',
    betas: (t, beta) => `t = ${t}：β = ${beta}。`,
  },
};
