import type { KernelsStrings } from '../strings/kernels.ts';

export const kernels: KernelsStrings = {
  kernels: {
    title: '内核',
    open: '图形适配器所用的内核',
    intro: '同样的计算可由不同的内核完成。实验室在此适配器上实测，选用最快的并记住结果。',
    works: { training: '训练', sampling: '采样' },
    automatic: '自动',
    words: {
      layered: 'layered：逐层进行；与 uniform 搭配时，采样一次派发走完所有层',
      workgroup: 'workgroup：激活值留在工作组内存中；数字表示梯度分成几份求和',
      private: 'private：每个调用独自把自己的样本送过整个网络',
      tiled: 'tiled：乘积的一小块留在寄存器中',
      stationary: 'stationary：一个因子的一块固定不动',
      quad: 'quad：四个调用互换各自加载的数据',
      uniform: 'uniform：两个因子都以 uniform 方式加载',
      half: 'half：一步之内各次派发之间用半精度存放，求和仍为 float32',
    },
    evaluationsPerSecond: (rate) => `每秒求值 ${rate} 次`,
    untried: '未测',
    failed: '在此无法运行',
    measuredNow: (duration) => `本次访问中实测，用时 ${duration}。`,
    measuredBefore: '沿用上次访问的实测结果。',
    unmeasuredHardware: '尚未实测：图画好之后，或首次运行开始时进行。',
    unmeasuredSoftware: {
      training: '尚未实测：此处编译需数秒，将在训练开始时进行。',
      sampling: '尚未实测：将在首次用网络采样时进行。',
    },
    pinned: '已固定，并写入页面地址：同样的种子得到逐位相同的结果。',
    notHere: (name) => `已固定 ${name}，但此处没有这样的内核，改用最快的。`,
    measure: '立即实测',
    measureAgain: '重新实测',
    measuring: (work, count, total) => `${work}：第 ${count} 次实测，共 ${total} 次……`,
    stopping: '测完这一次就停……',
    noDevice: '没有 GPU，无需选择内核。',
    impossible: '当前设置尚不能搭配使用。',
  },
};
