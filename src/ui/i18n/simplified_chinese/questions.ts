import type { QuestionsStrings } from '../strings/questions.ts';

export const questions: QuestionsStrings = {
  questions: {
    title: '问答：用实验来回答',
    intro:
      '本实验室源自一篇文章，它以几个问题结尾，大多没有给出答案。这里的每个回答都配有一个实验，在你的设备上几秒钟就能跑完。除非改选网络，去噪器都是精确的：样本若有偏差，只可能来自采样器。',
    denoiserLabel: '由谁去噪',
    denoisers: { exact: '精确去噪器', network: '训练好的网络' },
    denoiserNote: {
      exact: '由数据分布的公式直接给出 x 中的噪声：没有网络，也无需训练。',
      network: '使用你训练的网络，以及训练它时的噪声调度。',
    },
    cancel: '取消',
    waiting: '正在等待 GPU……',
    taken: 'GPU 正忙于另一项任务。',
    progress: (done, total) => `求值 ${done} / ${total} 次`,
    failed: (message) => `未能完成：${message}`,
    notYet: '尚未运行',
    w1: (value) => `W1 ${value}`,
    floor: (value) => `下限 ${value}`,
    evaluations: (count) => `求值 ${count} 次`,
    picture: (name, count, w1) =>
      `${name}：${count} 个样本的直方图，叠在数据的密度上。Wasserstein-1 距离 ${w1}。`,
    pictureEmpty: (name) => `${name}：数据的密度；还没有样本。`,
    legend: { truth: '真实分布（贝叶斯公式）', gaussian: 'DDPM 的高斯' },
    shown: (question) => `实验室已设置为演示：${question}`,
    back: '恢复我的设置',
  },
  slow: {
    title: 'DDPM 为什么慢？',
    before:
      '每一步都要问一次网络：x_t 里的噪声 ε̂ 是什么；去掉其中一小部分，再加上新的噪声 z。下一步要从这一步的结果出发，所以一个样本的 T 次求值只能依次进行：GPU 可以同时生成许多样本，却无法让同一个样本的各步并行。',
    after:
      '减少步数当然更快，但每一步去掉的噪声就超出了公式所允许的范围。误差大致与步数成反比：步数增加十倍，误差才降到十分之一，直到只剩随机误差。所以文章的回答“因为 T 比较大”没有错，但还没有说明原因。',
    run: '用 10、50、200、1,000 步运行 DDPM',
    show: '演示：DDPM 与 DDIM 各用 10 步',
    trial: (steps) => `${steps} 步`,
    finding: (few, fewW1, many, manyW1, fewTime, manyTime, factor) =>
      `从 ${few} 步到 ${many} 步，W1 由 ${fewW1} 降到 ${manyW1}，用时由 ${fewTime}增至 ${manyTime}，是原来的 ${factor} 倍。`,
  },
  largeT: {
    title: 'T 为什么必须大？',
    before:
      '有两个条件必须同时满足。其一，到 T 时不能再剩下数据的痕迹，因为采样从纯噪声开始。其二，每一步都必须小：DDPM 从高斯分布中抽取 x_{t−1}，而由贝叶斯公式，给定 x_t 时 x_{t−1} 的真实分布只有在 β_t 很小时才接近高斯。',
    after:
      '步子要小，加起来又要变成纯噪声，步数就必然多。短链无论怎么选都会出错：步子小，链走完时数据还没有消失；步子大，高斯就会落到两峰之间没有数据的地方。',
    run: '运行两种短链',
    show: '演示：只有 100 小步的链',
    posteriorTitle: '从 x 退回一步（解析解）',
    chain: '步数 T',
    position: 'x',
    posterior: (steps, share, beta) =>
      `在 ${steps} 步的链中，这一步的 β = ${beta}。DDPM 的高斯均值正确，但有 ${share} 的概率放错了位置。`,
    kinds: { small: '小 β', large: '大 β' },
    trial: (kind, steps) => `T = ${steps}，${kind}`,
    full: (steps) => `T = ${steps}`,
    left: (share) => `T 处的 ᾱ：${share}`,
    finding: (small, large, full, T) =>
      `T = ${T} 时，小步的 W1 为 ${small}，大步为 ${large}；完整的链为 ${full}。`,
  },
  skip: {
    title: '能不能跳步采样？',
    before:
      '可以。网络是逐个噪声水平学会去噪的，并不知道“步”的存在。因此采样器可以访问任意一列递减的时间步 τ，只要更新时用的是所访问时间步的 ᾱ：',
    after:
      'σ = 0 就是 DDIM；σ 取得和 DDPM 一样大，就是步数更少的 DDPM。行不通的是像文章的循环那样，每隔 k 步访问一次，更新时却用相邻时间步的 ᾱ：它只去掉了一个时间步的噪声，却声称已前进了 k 步。训练则完全不受影响。',
    run: '从 1,000 步中取 50 步，运行三种做法',
    show: '演示：DDPM 与 DDIM 各用 50 步',
    trials: {
      ddpm: 'DDPM，用所访问的 ᾱ',
      ddim: 'DDIM，用所访问的 ᾱ',
      neighbour: 'DDIM，用相邻的 ᾱ',
    },
    finding: (ddim, neighbour, factor) =>
      `同样是 50 次求值：ᾱ 正确时 W1 为 ${ddim}，用相邻的 ᾱ 时为 ${neighbour}，是前者的 ${factor} 倍。`,
  },
  accelerate: {
    title: 'DDIM 为什么能加速？能加速多少？',
    before:
      '不再加入新的噪声，每个 x_T 就只有一条路径，而且是光滑的：它是一个微分方程的解。沿着它走一步，误差只来自路径的弯曲，所以几大步就够了。以 λ（对数信噪比的一半）为时间，方程的线性部分可以精确求解，一步之内只需把对数据的估计 D 看作不变：',
    after:
      'DDIM 让 D 保持最近一次的值：一阶方法，误差和 DDPM 一样与步数成反比，只是领先一个常数倍。光滑的路径真正带来的是更高的阶：DPM-Solver++(2M) 用 D 最近两次的值作线性外推，误差与步数的平方成反比。文章期望加速 10～20 倍；图中可见，当误差只来自采样器时，究竟能加速多少。',
    run: '用 5 到 200 次求值运行 DDIM 与 2M',
    show: '演示：DDPM 1,000 步，DDIM 20 步',
    chart: 'W1 与求值次数',
    chartNote: '两轴均为对数。DDIM 与 2M 从同样的分层噪声出发，结果不含随机误差。',
    chartEmpty: '数据点会逐个出现在这里。',
    ddpmLevel: (steps) => `${steps} 步的 DDPM`,
    summary: (steps, level, samples, floor) =>
      `${steps} 步的 DDPM，W1 为 ${level}（${samples} 个样本，下限 ${floor}）。`,
    reached: (sampler, evaluations, factor) =>
      `${sampler} 只需 ${evaluations} 次求值就能达到，次数仅为其 1/${factor}。`,
    notReached: (sampler) => `${sampler} 在这里没有达到。`,
    evaluationsAxis: '每个样本的求值次数',
    w1Axis: 'W1',
    columns: {
      sampler: '采样器',
      evaluations: '求值次数',
      w1: 'W1',
      floor: '下限',
      samples: '样本数',
      kernels: '内核',
    },
    path: (sampler, length) => `${sampler}：路径平均长度为数据标准差的 ${length} 倍`,
    pathEmpty: (sampler) => `${sampler}：从噪声到数据的路径`,
    pathPicture: (sampler, count) => `${sampler} 的 ${count} 条路径，从左侧同样的噪声走到右侧的数据。`,
  },
  mistakes: {
    title: '文章的两个错误代价多大？',
    before:
      '它的代码用错了加噪的系数；它的 DDIM 每隔 4 步访问一个时间步 τ，更新时却走向相邻时间步的 ᾱ，而不是接下来要访问的那一个：',
    after:
      '打开它们，看看会怎样。这里用的是文章的噪声调度和原始数据，去噪器对实际加入的噪声始终精确，所以量到的只是错误本身。两个循环还都在 t = 0 之前就停下了。',
    run: '运行全部四种情形',
    show: '把实验室设为两个错误都有',
    coefficient: '用 √(1−ᾱ²) 加噪',
    neighbour: '每隔 4 步、用相邻的 ᾱ',
    trials: {
      none: '正确的 DDPM',
      coefficient: '系数错误',
      neighbour: '相邻错误',
      both: '两个错误',
    },
    finding: (name, w1, right) => `${name}：W1 为 ${w1}；正确做法为 ${right}。`,
    alone: (name, w1) => `${name}：W1 为 ${w1}。`,
    runOne: '运行这一情形',
  },
};
