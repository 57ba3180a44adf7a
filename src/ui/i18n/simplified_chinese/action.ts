import type { ActionStrings } from '../strings/action.ts';

export const action: ActionStrings = {
  action: {
    train: '训练',
    trainAgain: '重新训练',
    sample: '采样',
    sampleAgain: '重新采样',
    sampleExact: '用精确去噪器采样',
    pause: '暂停',
    resume: '继续',
    cancel: '取消',
    noteTrain: (steps, batch) => `${steps} 步，每步 ${batch} 个点。`,
    noteSample: (count) => `从同样的噪声出发，各采样器各采 ${count} 个点。`,
    noteDone: '可以修改上面的设置，或再训练一次。',
    noteStale: (card) => `训练之后“${card}”有改动，网络已过期。`,
    notePartly: (step, total) => `停在第 ${step} 步，共 ${total} 步。网络保留已学到的内容。`,
    noteInvalid: (labels) => `等待有效的数值：${labels}。`,
    noteNoDevice: '训练与采样需要 GPU。',
    noteStarting: '正在寻找 GPU……',
    training: (step, total) => `第 ${step} 步，共 ${total} 步`,
    preparing: '正在准备……',
    compiling: (kernel, total) => `正在编译内核 ${kernel}/${total}……`,
    samplingWith: (sampler, denoiser, step, total) =>
      `${sampler}，${denoiser}：第 ${step} 步，共 ${total} 步`,
    measuring: '正在测量……',
    stepsPerSecond: (rate) => `每秒 ${rate} 步`,
    timeLeft: (duration) => `还需 ${duration}`,
    paused: '已暂停',
    failed: (message) => `未能完成：${message}`,
    cancelledSampling: '采样已取消；仍显示之前的结果。',
    progress: '进度',
  },
};
