import type { ShareStrings } from '../strings/share.ts';

export const share: ShareStrings = {
  share: { copy: '复制链接', copied: '已复制', byHand: '当前状态的链接，请手动复制' },
  link: {
    title: '链接中有几处无法采用，其余设置均已生效。',
    refused: (pair, fault, instead, space) => `${pair}：${fault}${space}${instead}`,
    instead: (range, value) => `应为${range}；现改用：${value}。`,
    kernels: (words, automatic) =>
      ` ${automatic}，或内核名称中的词（${words}），词间用连字符相连；训练与采样可共用一个，也可用逗号分别给出`,
    fastestKernels: '本机最快的内核',
    unknown: (key) => `“${key}”不是本页的设置，已忽略。`,
    repeated: (key) => `“${key}”出现多次，以第一个为准。`,
    dismiss: '关闭',
  },
};
