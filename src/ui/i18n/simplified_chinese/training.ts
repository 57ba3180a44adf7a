import type { TrainingStrings } from '../strings/training.ts';

export const training: TrainingStrings = {
  training: {
    title: '训练实况',
    introAveraged: '网络到目前为止学到了什么，边学边测。除损失外，均以采样所用的滑动平均权重测得。',
    introRaw: '网络到目前为止学到了什么，边学边测。',
    stale: (card) => `此后“${card}”有改动：这里是改动之前的网络。`,
    failed: (message) => `这些图未能更新：${message}`,
    slow: '一次一步',
    nextStep: '走一步',
    automatic: '每秒一步',
    slowHint: '每一步抽取一批数据点、时刻与噪声，逐个询问网络，并沿均方误差的梯度走一次。',
    stepNow: (step, total, loss, rate, dots) =>
      `第 ${step} 步，共 ${total} 步：本批损失 ${loss}，学习率 ${rate}。下图中的圆点是这一批中的 ${dots} 个点，颜色是加入其中的噪声：网络要学的正是它们的均值。`,
    atStep: (step) => `第 ${step} 步之后`,
  },
  errorByTimestep: {
    title: '各时刻的误差',
    note: '在每个时刻 t，损失等于下限（没有网络能低于它）加上网络与精确去噪器之间的均方误差。两者都用求积法对 x_t 积分：不抽样，因而没有起伏。',
    floor: '下限',
    loss: '损失',
    excess: '高出下限的部分',
    before: '训练前高出下限的部分',
    empty: '训练网络时，各时刻的误差出现在这里。',
    time: 't',
    summary: (step, excess, floor, worst) =>
      `第 ${step} 步之后，对 t 平均：高出下限 ${excess}，下限为 ${floor}；最大处在 t = ${worst}。`,
  },
  liveSamples: {
    title: '训练途中的样本',
    intro: '训练途中的网络所采的少量样本，总是从同样的分层 x_T 出发。',
    note: (count, sampler, nfe) =>
      `用 ${sampler} 求值 ${nfe} 次得到的 ${count} 个样本，总是从同样的分层 x_T 出发。`,
    data: '数据',
    samples: '样本',
    density: '密度',
    empty: '训练途中的网络所采的样本出现在这里。',
    none: '在此调度下没有采样器可用来展示。',
    summary: (step, w1, exact) => `第 ${step} 步之后：W1 为 ${w1}；精确去噪器为 ${exact}。`,
  },
  noiseMaps: {
    title: '在 x_t 中看到的噪声',
    note: '横轴为时间（0 附近拉宽），纵轴为 x；颜色是要从 x 中去掉的噪声 ε(x, t)。网络只在 x_t 会出现的地方学到它：其余部分变灰。',
    learned: '网络',
    exact: '精确去噪器',
    difference: '网络 − 精确',
    empty: '还没有密度。',
    waiting: '训练时出现',
    scale: (bound) => `ε 从 −${bound} 到 ${bound}`,
    summaryExact: '精确去噪器的回答；网络的回答在训练时出现。',
    summary: (step, correlation, error) =>
      `第 ${step} 步之后，在 x_t 会出现的地方：与精确去噪器的相关系数为 ${correlation}，均方根误差为 ${error}。`,
  },
};
