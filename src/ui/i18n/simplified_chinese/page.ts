import type { PageStrings } from '../strings/page.ts';

export const page: PageStrings = {
  page: {
    title: 'ddpm-lab · 看噪声变成数据',
    description: '小型扩散模型实验室：在浏览器里用 GPU 训练与采样，DDPM 与 DDIM 并排对照，并给出数字。',
    tagline: '在浏览器里训练的小型扩散模型',
    skip: '跳到配方',
    navLabel: '本页内容',
    nav: {
      picture: '过程图',
      recipe: '配方',
      forward: '前向过程',
      training: '训练',
      results: '样本',
      tradeoff: '权衡',
      questions: '问答',
    },
  },
  languageName: '简体中文',
  units: {
    microseconds: (value) => `${value} 微秒`,
    milliseconds: (value) => `${value} 毫秒`,
    seconds: (value) => `${value} 秒`,
    minutes: (minutes, seconds) => `${minutes} 分 ${seconds} 秒`,
  },
  settings: {
    language: '语言',
    theme: '主题',
    themes: { system: '跟随系统', light: '浅色', dark: '深色' },
  },
  adapter: {
    starting: '正在寻找 GPU……',
    software: (name) => `${name}：软件适配器，较慢`,
    missing: '没有 GPU',
    label: '图形适配器',
    problems: {
      'no-webgpu': {
        title: '此浏览器不支持 WebGPU，因此这里无法训练或采样。',
        advice:
          '请用 Chrome 或 Edge 127 及以上、Safari 26 及以上、Firefox 141 及以上打开本页，并通过 https 或 localhost 访问。',
      },
      'no-adapter': {
        title: '浏览器支持 WebGPU，但没有找到可用的图形适配器。',
        advice:
          '请在浏览器设置中开启硬件加速、更新显卡驱动，或换一台机器打开本页。在 Chrome 中，chrome://gpu 会说明原因。',
      },
      timeout: {
        title: '浏览器没有回应对图形适配器的请求。',
        advice: '它的 GPU 进程可能已卡住：请重试；若仍不行，请重启浏览器。',
      },
      'no-device': {
        title: '找到了图形适配器，但它没有给出可用的设备。',
        advice: '请关闭其他占用 GPU 的页面后重试，或重启浏览器。',
      },
      lost: {
        title: 'GPU 已丢失：驱动被重置，或被浏览器收回。',
        advice: '请重试以重新连接。若反复出现，请减小批量或网络。',
      },
    },
    intact: '在此之前，不需要 GPU 的图仍可使用。',
    kept: '你的设置已保留，网络也保留在最近一次的状态。',
    tryAgain: '重试',
    trying: '正在重试……',
  },
};
