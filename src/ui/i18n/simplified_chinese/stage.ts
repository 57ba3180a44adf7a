import type { StageStrings } from '../strings/stage.ts';

export const stage: StageStrings = {
  stage: {
    title: '数据化为噪声，噪声还原数据',
    directions: { forward: '前向：加噪', reverse: '反向：去噪' },
    directionLabel: '方向',
    captions: {
      forward:
        '每条线是一个数据点。每一步都把它缩小一点，再加一点噪声，直到看不出它来自哪里。底色和曲线是该时刻所有点的精确密度，曲线下的沙粒就是这些点。',
      reverse:
        '两个采样器背靠背，从同样的噪声出发。DDPM 每一步都抽取新的噪声，一路摇摆；DDIM 不抽噪声，平滑滑行。两者都回到数据。沙粒均匀填满曲线之处，正是该时刻的精确密度。',
    },
    play: '播放',
    pause: '暂停',
    replay: '重播',
    time: '时间 t',
    timeValue: (t, last) => `t = ${t}，共 ${last}`,
    timeNow: (t) => `t = ${t}`,
    evaluations: (count) => `求值 ${count} 次`,
    denoiserLabel: '去噪器',
    denoisers: { exact: '精确去噪器', network: '训练好的网络' },
    denoiserNotes: { exact: '精确去噪器，未经训练', network: '训练好的网络' },
    waiting: '正在等待 GPU……',
    unavailable: '反向过程在 GPU 上运行，而 GPU 不可用。',
    computing: '正在计算路径……',
    later: 'GPU 空闲后再计算路径。',
    sides: { left: '左', right: '右' },
    pictureForward: (particles, t, data, noise) =>
      `前向过程，t = ${t}：${particles} 个数据点的路径，底色为精确密度。${data}侧是数据的直方图，有三个峰；${noise}侧是最后一步 x 的直方图，呈一个钟形。`,
    pictureReverse: (sampler, denoiser, particles, steps, t, data, noise) =>
      `${sampler} 的反向过程，${denoiser}，t = ${t}：${particles} 个样本经 ${steps} 步，从${noise}侧的噪声走到${data}侧数据的三个峰。`,
    partner: '与 DDPM 并列',
    stepOn: '前进一个时间步',
    stepBack: '后退一个时间步',
    speed: '速度',
    speedValue: (factor) => `${factor}×`,
    forwardTitle: '前向',
    forwardNote: '线条逐步加噪，沙粒一步到位',
    rightToLeft: '自右向左',
    positionAxis: 'x',
    reading: (t, x, density) => `t = ${t}，x = ${x}，密度 ${density}`,
    keys: '左右方向键逐步移动时间，上下方向键读取 x 处的密度，空格键播放。',
    drawn: (paths, particles) => `当前绘出 ${paths} 条路径和 ${particles} 个粒子。`,
    drawnFlat: '未使用 GPU，只绘出少量路径。',
    formulaForward: '此刻一个点的组成',
    formulaReverse: '去噪器对干净数据点的估计',
  },
};
