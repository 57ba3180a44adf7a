import type { RefusalSentences } from '../../../index.ts';

/** The core's refusals, kind by kind; names of settings and fields stay as files and links have them. */
export const refusals: RefusalSentences = {
  notInteger: (name, min, max, got) => `${name} 应为 ${min} 到 ${max} 之间的整数，而这里是 ${got}`,
  notNumber: (name, min, max, got) => `${name} 应为 ${min} 到 ${max} 之间的有限数，而这里是 ${got}`,
  outside: (name, min, max, got) => `${name} 应在 ${min} 到 ${max} 之间，而这里是 ${got}`,
  notEven: (name, got) => `${name} 应为偶数，而这里是 ${got}`,
  notPositive: (name, got) => `${name} 应为大于 0 的有限数，而这里是 ${got}`,
  notAmong: (name, allowed, got) => `${name} 应为 ${allowed.join('、')} 之一，而这里是 ${got}`,
  notBoolean: (name, got) => `${name} 应为 true 或 false，而这里是 ${got}`,
  notString: (name, got) => `${name} 应为字符串，而这里是 ${got}`,
  notNumeric: (name, got) => `${name} 应为数字，而这里是 ${got}`,
  notNumbers: (name, got) => `${name} 应为数字列表，而这里是 ${got}`,

  betaOrder: (betaStart, betaEnd) => `betaStart 不能大于 betaEnd（${betaEnd}），而这里是 ${betaStart}`,
  betaCount: (total, got) => `trainedBetas 应有 ${total} 个数，与 numTrainTimesteps 一致，而这里有 ${got} 个`,
  zeroSnrSteps: () => 'rescaleBetasZeroSnr 至少需要 2 个训练时间步，而 numTrainTimesteps 是 1',

  offsetSpacing: (spacing, got) => `用 ${spacing} 取点时 stepsOffset 应为 0，而这里是 ${got}`,
  offsetRange: (most, steps, total, got) =>
    `在 ${total} 个时间步中取 ${steps} 个 leading 步时，stepsOffset 至多为 ${most}，而这里是 ${got}`,
  logSnrZeroSnr: (last) =>
    `logsnr 取点要求每个时间步的对数信噪比有限，而此调度末步信噪比为零（alphasCumprod[${last}] = 0）；请改用 trailing 取点`,
  logSnrSingle: (got) => `只有一个时间步时，logsnr 取点的 numInferenceSteps 应为 1，而这里是 ${got}`,
  timestepCount: (steps, got) =>
    `timesteps 应有 ${steps} 个数，与 numInferenceSteps 一致，而这里有 ${got} 个`,
  timestepOrder: (i, t, previous) => `timesteps 应递减，而 timesteps[${i}] = ${t} 排在 ${previous} 之后`,
  timestepZeroSnr: (below, got) =>
    `末步信噪比为零时，${below} 之后的时间步没有对数信噪比可以内插，t 应为整数，而这里是 ${got}`,

  strangeSetting: (setting, takers, sampler, got) =>
    `${setting} 属于 ${takers.join('、')}；${sampler} 应不设此项，而这里是 ${got}`,
  inversionLanding: () => 'ddim_inversion 从 x₀ 出发，setAlphaToOne 应为 true，而这里是 false',
  epsilonZeroSnr: (t) =>
    `t = ${t} 处的信噪比为零，x 不含 x₀，由噪声预测（epsilon）推不出 x₀；请改用 sample 或 v_prediction`,
  epsilonTraining: () =>
    '末步信噪比为零时，最后的 x_t 就是噪声本身，无法训练噪声预测（epsilon）；请让网络预测 x₀ 或 v',
  articleSchedule: (sampler) =>
    `此调度用文章的噪声系数，只有 article_ddpm 与 article_ddim 能配合；${sampler} 的公式以 sqrt(1 - alphasCumprod) 为前提`,
  mustBe: (setting, value, sampler, got) => `用 ${sampler} 时 ${setting} 应为 ${value}，而这里是 ${got}`,
  mustBeLeftOut: (setting, sampler, got) => `用 ${sampler} 时应不设 ${setting}，而这里是 ${got}`,
  mustBeAtLeast: (setting, least, sampler, got) =>
    `用 ${sampler} 时 ${setting} 至少为 ${least}，而这里是 ${got}`,
  mustDivide: (setting, total, sampler, got) =>
    `用 ${sampler} 时 ${setting} 应整除 numTrainTimesteps（${total}），而这里是 ${got}`,

  notJson: (reason) => `scheduler_config.json 不是有效的 JSON（浏览器的说明：${reason}）`,
  notObject: () => 'scheduler_config.json 里应是一个由字段组成的对象',
  noClassName: (known) => `scheduler_config.json 没有 _class_name 字段；它应为 ${known.join('、')} 之一`,
  unknownFields: (className, fields) => `${className} 中有这里不认识的字段：${fields.join('、')}`,
  unsupportedFields: (className, fields) =>
    `${className} 要求了这里不支持的功能：` +
    fields.map(({ name, got, only }) => `${name} = ${got}（只支持 ${only}）`).join('、'),
  unknownVariant: (className, known, got) =>
    `${className} 应有 ${known.map((fields) => fields.join(' 与 ')).join('，或 ')}，而这里是 ${got.join(' 与 ')}`,
  sigmaGrid: (className) =>
    `${className} 的 timestep_spacing = linspace 在 sigma 之间内插，这里不支持；请改用 leading 或 trailing`,
  noClass: (sampler) => `diffusers 中没有与 ${sampler} 对应的调度器`,
  notExpressible: (className, setting, value) => `diffusers 的 ${className} 无法表达 ${setting} = ${value}`,
  noSpacing: (className, steps, spacing) =>
    `diffusers 的 ${className} 没有能访问这 ${steps} 个时间步的取点方式（${spacing}）`,
  noSpacingForList: (className, steps) =>
    `diffusers 的 ${className} 没有能访问这 ${steps} 个时间步的取点方式（逐个给出的列表）`,

  histogramRange: (min, max) => `直方图的两端应为有限数且左端小于右端，而这里是 ${min} 与 ${max}`,
  noSamples: () => '至少要有 1 个样本，而这里一个也没有',
  notFinite: (got) =>
    `样本应全部是有限数，而这里有 ${got}。若这些样本出自网络，网络可能已发散，请减小学习率后重新训练；若出自精确去噪器，请另选噪声调度或采样器`,
};
