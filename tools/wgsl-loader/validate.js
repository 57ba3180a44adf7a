/** @typedef {{ message: string, line: number, column: number }} Problem line and column of the code, 1-based */

/**
 * Dawn and a device of its null backend, made once and kept for the life of the process: Dawn crashes if a GPU object
 * is garbage-collected while its threads run. Neither keeps the process alive.
 *
 * @type {Promise<{ gpu: GPU, device: GPUDevice } | undefined> | undefined}
 */
let opened;

/** @type {readonly GPUFeatureName[]} */
const features = ['subgroups'];

/** The validation under way: error scopes belong to the device, so that two at once would mix up their errors. */
let last = Promise.resolve();

/**
 * Validates a WGSL module with Dawn's null backend: the validator that Chromium has, without a GPU or a driver. Its
 * device has no optional feature but `subgroups`, so that `enable f16` is an error. Each compute entry point is made into a
 * pipeline at WebGPU's default limits, if every override has a default.
 *
 * @param {string} code
 * @param {(message: string) => void} warn called once a process if the package `webgpu` cannot be loaded
 * @returns {Promise<Problem[]>}
 */
export async function validate(code, warn) {
  opened ??= open(warn);
  const validator = await opened;
  if (!validator) return [];
  const problems = last.then(() => findProblems(validator.device, code));
  last = problems.then(
    () => {},
    () => {},
  );
  return problems;
}

/** @param {(message: string) => void} warn */
async function open(warn) {
  /** @type {typeof import('webgpu')} */
  let webgpu;
  try {
    webgpu = await import('webgpu');
  } catch (error) {
    warn(`WGSL is not validated, because the package "webgpu" cannot be loaded: ${error}`);
    return undefined;
  }
  const gpu = webgpu.create(['backend=null']);
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new Error("Dawn's null backend has no adapter.");
  // No more than the default limits, which every application can count on, and the features that kernels may enable.
  const requiredFeatures = features.filter((feature) => adapter.features.has(feature));
  return { gpu, device: await adapter.requestDevice({ requiredFeatures }) };
}

/** @param {string} code */
export function hasEntryPoint(code) {
  return /@(compute|vertex|fragment)\b/.test(withoutComments(code));
}

/**
 * @param {GPUDevice} device
 * @param {string} code
 * @returns {Promise<Problem[]>}
 */
async function findProblems(device, code) {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ code });
  const [info, invalid] = await Promise.all([module.getCompilationInfo(), device.popErrorScope()]);
  const errors = info.messages.filter(({ type }) => type === 'error');
  if (errors.length > 0) {
    return errors.map(({ message, lineNum, linePos }) => ({ message, line: lineNum, column: linePos }));
  }
  if (invalid) return [{ message: invalid.message, line: 1, column: 1 }];

  const plain = withoutComments(code);
  if (/\boverride\s+\w+\s*(:[^=;]*)?;/.test(plain)) return [];
  const problems = [];
  for (const match of plain.matchAll(/@compute\b[^{};]*?\bfn\s+(\w+)/g)) {
    device.pushErrorScope('validation');
    device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: match[1] ?? '' } });
    const error = await device.popErrorScope();
    if (error) {
      const before = plain.slice(0, match.index + match[0].length).split('\n');
      const column = (before.at(-1)?.length ?? 0) - (match[1]?.length ?? 0) + 1;
      problems.push({ message: error.message, line: before.length, column });
    }
  }
  return problems;
}

/**
 * Blanks out the comments and keeps every line and column.
 *
 * @param {string} code
 */
function withoutComments(code) {
  return code.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
}
