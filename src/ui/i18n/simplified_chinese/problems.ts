import type { ProblemsStrings } from '../strings/problems.ts';
import { refusals } from './refusals.ts';

export const problems: ProblemsStrings = {
  errors: {
    refusals,
    buffer: (needed, allowed) =>
      `需要一块 ${needed} MiB 的缓冲区，而此适配器至多允许 ${allowed} MiB。请减小批量、网络或样本数。`,
    memory: (needed) => `需要 ${needed} MiB 显存，空闲的不够。请减小批量、网络或样本数。`,
    limit: (message) => `超出此适配器的限制，请减小批量、网络或样本数。英文原文：${message}`,
    metrics: '用来测量样本的程序未能加载。请重新加载本页。',
    other: (message) => `程序或驱动出错，请重试；若仍不行，请重新加载本页。英文原文：${message}`,
  },
  problems: {
    notNumber: (text) => `“${text}”不是数字。`,
    notInteger: (text) => `${text} 不是整数。`,
    notEven: (text) => `${text} 不是偶数。`,
    notAmong: (text) => `没有“${text}”这个选项。`,
    outside: (text) => `${text} 超出范围。`,
    empty: '没有填写。',
    space: '',
    give: (range, value) => `请填${range}；目前仍使用 ${value}。`,
    among: (choices) => `以下之一：${choices}`,
    some: (choices, none) => `以下若干项（用逗号分隔）或 ${none}：${choices}`,
    rangeInteger: (min, max) => ` ${min} 到 ${max} 之间的整数`,
    rangeEven: (min, max) => ` ${min} 到 ${max} 之间的偶数`,
    range: (min, max) => ` ${min} 到 ${max} 之间的数`,
    rangeList: (min, max) => `用逗号分隔、${min} 到 ${max} 之间的数`,
    list: (count) => `原来的 ${count} 个数`,
    item: (text, place) => `“${text}”（第 ${place} 个）`,
  },
  combinations: {
    ofColumn: (column, problem) => `${column}：${problem}`,
    betaCount: (count, total) =>
      `T = ${total} 步，却有 ${count} 个 beta。请给出 ${total} 个，或把 T 设为 ${count}。`,
    zeroSnrSteps: '末步信噪比为零至少需要 2 步：请把 T 设为 2 或更大，或关闭它。',
    eta: (sampler, takers) => `${sampler} 没有 eta；它属于 ${takers}。请把 eta 设为 0，或改选其中之一。`,
    variance: (sampler) => `${sampler} 不像 DDPM 那样抽取噪声：请把方差设为“小”，或改选 DDPM。`,
    timestepCount: (count, steps) =>
      `文件给出了 ${count} 个时间步，而步数为 ${steps}。请把步数设为 ${count}，或选择一种取点方式。`,
    timestepRange: (t, last) =>
      `文件中的时间步 ${t} 超过了最后一个时间步 ${last}。请增大 T，或选择一种取点方式。`,
    timestepOrder: (before, after) =>
      `文件中的时间步必须递减，而 ${before} 之后是 ${after}。请选择一种取点方式。`,
    timestepZeroSnr:
      '末步信噪比为零时，最后两个时间步之间没有噪声水平可言，而文件的第一个时间步正落在那里。请选择一种取点方式，或关闭末步信噪比为零。',
    offsetSpacing: '只有 leading 取点可以带偏移：请把偏移设为 0，或选择 leading。',
    offsetRange: (offset, most, steps, total) =>
      `在 T = ${total} 中取 ${steps} 个 leading 步时，偏移至多为 ${most}，不能是 ${offset}。`,
    logSnrSingle: 'T = 1 时只有一个噪声水平：请只取 1 步，或增大 T。',
    articleClip: (sampler) => `${sampler} 不截断 x₀：请关闭截断。`,
    articleLanding: (sampler) => `${sampler} 止于文章循环结束之处：请重新打开“落到 x₀”。`,
    articleShort: (sampler) => `${sampler} 至少需要 2 步：请增大 T。`,
    tooManySteps: (steps, total) =>
      `T = ${total} 容不下 ${steps} 步。请至多取 ${total} 步、增大 T，或改用对数信噪比取点。`,
    logSnrZeroSnr:
      '对数信噪比取点要求每一步的对数信噪比有限，而末步信噪比为零时最后一步没有。请改用其他取点方式（如 trailing），或关闭末步信噪比为零。',
    epsilonZeroSnr:
      '末步信噪比为零时，最后的 x 不含数据，预测其噪声说明不了 x₀。请让网络预测 x₀ 或 v，或关闭末步信噪比为零。',
    articleSchedule: (sampler) =>
      `${sampler} 以 √(1−ᾱ) 为前提，而此调度按文章的 √(1−ᾱ²) 加噪。只有文章自己的采样器能配合：请改选其中之一，或关闭文章的噪声系数。`,
    articlePrediction: (sampler) => `${sampler} 只能用噪声预测：请让网络预测 ε。`,
    articleSpacing: (sampler) => `${sampler} 只能用 trailing 取点：请选择 trailing。`,
    articleSteps: (sampler, steps, total) => `${sampler} 要访问全部 T = ${total} 步，而不是 ${steps} 步。`,
    articleDivisor: (sampler, steps, total) =>
      `${sampler} 每隔 k 步访问一次，步数必须整除 T = ${total}；${steps} 不能整除。`,
  },
};
