import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { unroll } from 'wgsl-loader/unroll';
import { texelFormat } from '../src/gpu/kernel.ts';
import {
  type Access,
  type KernelSpec,
  kernelTable,
  stepLayouts,
  workgroupSizeOf,
} from '../src/gpu/kernel_table.ts';
import { windowLength4 } from '../src/gpu/windows.ts';
import { laneLayout, strandsLayout, swarmLayout } from '../src/ui/stage/render/uniforms.ts';

const project = new URL('..', import.meta.url);

/** Stems of the files of a folder that end in `ending`, sorted. */
function stems(folder: string, ending: string): string[] {
  const url = new URL(folder, project);
  if (!existsSync(url)) return [];
  const names = readdirSync(url).filter((name) => name.endsWith(ending));
  return names.map((name) => name.slice(0, -ending.length)).sort();
}

/** How WGSL declares what is no storage buffer. */
const declarations = {
  window: { space: 'uniform', type: `array<vec4f, ${windowLength4}>` },
  texture: { space: '', type: 'texture_2d<f32>' },
  texture_write: { space: '', type: `texture_storage_2d<${texelFormat}, write>` },
  nearest: { space: '', type: 'sampler' },
};

const kernels: [name: string, spec: KernelSpec][] = Object.entries(kernelTable);
const kernelNames = kernels.map(([name]) => name).sort();

test('whoever waits for the device asks for news of it', () => {
  const files = readdirSync(new URL('src/', project), { recursive: true, encoding: 'utf8' });
  const waiting = files.filter(
    (name) =>
      name.endsWith('.ts') &&
      /\.(onSubmittedWorkDone|mapAsync)\(/.test(readFileSync(new URL(`src/${name}`, project), 'utf8')),
  );
  expect(waiting).toEqual(['gpu/news.ts']);
});

describe('one stem in four places', () => {
  test('every shader is in the kernel table, and the other way round', () => {
    expect(stems('shaders/', '.wgsl')).toEqual(kernelNames);
  });

  test('every kernel has a float64 reference, and the other way round', () => {
    expect(stems('test/references/', '.ts')).toEqual(kernelNames);
  });

  test('every kernel has a test, and the other way round', () => {
    expect(stems('test/kernels/', '.test.ts')).toEqual(kernelNames);
  });

  test.each(kernelNames)('the reference of %s is a function of that name in camelCase', async (name) => {
    const functionName = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const reference = await import(new URL(`test/references/${name}.ts`, project).href);
    expect(Object.keys(reference)).toContain(functionName);
    expect(reference[functionName]).toBeTypeOf('function');
  });
});

describe.each(kernels)('the kernel table on %s', (name, spec) => {
  const code = withoutComments(unroll(spec.module).code);

  test('names its file', () => {
    expect(spec.module.path).toBe(`shaders/${name}.wgsl`);
  });

  test('agrees with the entry point: one, of the same name and workgroup size', () => {
    const entries = [...code.matchAll(/@compute\s+@workgroup_size\(([^)]*)\)\s*fn\s+(\w+)/g)];
    expect(entries.map(([, size, entry]) => ({ entry, size }))).toEqual([
      { entry: name, size: String(workgroupSizeOf(spec)) },
    ]);
    expect(code.match(/@(compute|vertex|fragment)\b/g)).toHaveLength(1);
  });

  test('names the feature that the WGSL enables', () => {
    expect([...code.matchAll(/^enable\s+(\w+);/gm)].map(([, feature]) => feature)).toEqual(
      spec.feature ? [spec.feature] : [],
    );
  });

  test("agrees with the WGSL's bindings: order, name, type and access", () => {
    const declared = declaredBindings(code);
    const expected = [
      { name: 'args', space: 'uniform', type: 'Args' },
      ...(spec.step ? [{ name: 'step', space: 'uniform', type: spec.step }] : []),
      ...Object.entries(spec.buffers).flatMap(([name, access]) => {
        if (access === 'read' || access === 'read_write') {
          return { name, space: `storage, ${access}`, type: expect.stringMatching(/^array<\w+(, \d+)?>$/) };
        }
        if (access !== 'windows') return { name, ...declarations[access] };
        const all = declared.filter((one) => new RegExp(`^${name}_[\\d_]+$`).test(one.name ?? ''));
        expect(all.length).toBeGreaterThan(1);
        return all.map((one) => ({ name: one.name, ...declarations.window }));
      }),
    ];
    expect(declared).toEqual(expected.map((binding, index) => ({ group: 0, binding: index, ...binding })));
  });

  test("agrees with the fields of the WGSL's uniforms: order, name and type", () => {
    expect(declaredFields(code, 'Args')).toEqual(Object.entries(spec.args));
    if (spec.step) expect(declaredFields(code, spec.step)).toEqual(Object.entries(stepLayouts[spec.step]));
  });

  test('stays within the default limits of 8 storage buffers and, by its defaults, 12 uniform buffers', () => {
    const count = (...of: Access[]) =>
      Object.values(spec.buffers).filter((access) => of.includes(access)).length;
    expect(count('read', 'read_write')).toBeLessThanOrEqual(8);
    const uniforms = declaredBindings(code).filter(({ space }) => space === 'uniform');
    expect(uniforms.length).toBeLessThanOrEqual(12);
  });
});

describe('the shaders that draw', () => {
  const folder = new URL('shaders/render/', project);
  const files = readdirSync(folder).filter((name) => name.endsWith('.wgsl'));
  const codeOf = (name: string) => withoutComments(readFileSync(new URL(name, folder), 'utf8'));
  const drawing = files.filter((name) => /@(vertex|fragment|compute)\b/.test(codeOf(name)));

  test('have vertex and fragment stages, and compute nothing', () => {
    expect(drawing.length).toBeGreaterThan(0);
    for (const name of drawing) {
      expect(codeOf(name), name).toMatch(/@vertex\b/);
      expect(codeOf(name), name).toMatch(/@fragment\b/);
      expect(codeOf(name), name).not.toMatch(/@compute\b/);
    }
  });

  test('are all used by the picture', () => {
    const pipelines = readFileSync(new URL('src/ui/stage/render/pipelines.ts', project), 'utf8');
    for (const name of drawing) expect(pipelines).toContain(`shaders/render/${name}'`);
  });

  test.each([
    ['lane.wgsl', 'Lane', laneLayout],
    ['path_layer.wgsl', 'Strands', strandsLayout],
    ['particles.wgsl', 'Swarm', swarmLayout],
  ])('%s agrees with the page on the fields of %s', (file, struct, layout) => {
    expect(declaredFields(codeOf(file), struct)).toEqual(Object.entries(layout));
  });
});

function withoutComments(code: string): string {
  return code.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '');
}

/** The resource variables of a WGSL module, in order of group and binding. */
function declaredBindings(code: string) {
  const pattern = /@group\((\d+)\)\s*@binding\(([\d\s+*]+)\)\s*var(?:<([^>]+)>)?\s*(\w+)\s*:\s*([^;]+);/g;
  // Whatever else declares a binding would escape the pattern.
  expect([...code.matchAll(pattern)]).toHaveLength(code.match(/@binding\b/g)?.length ?? 0);
  return [...code.matchAll(pattern)]
    .map(([, group, binding, space = '', name, type = '']) => ({
      group: Number(group),
      binding: bindingOf(binding ?? ''),
      name,
      space: space.replace(/\s*,\s*/, ', '),
      type: type.trim(),
    }))
    .sort((a, b) => a.group - b.group || a.binding - b.binding);
}

/** What a sum of products of whole numbers comes to, as repeats write one out. */
function bindingOf(sum: string): number {
  const terms = sum.split('+').map((term) => term.split('*').map(Number));
  return terms.reduce((total, factors) => total + factors.reduce((product, factor) => product * factor), 0);
}

/** [name, type] of each field of a WGSL struct, in order. */
function declaredFields(code: string, struct: string): [name: string, type: string][] {
  const body = new RegExp(`\\bstruct\\s+${struct}\\s*\\{([^}]*)\\}`).exec(code)?.[1];
  if (body === undefined) throw new Error(`the WGSL declares no struct ${struct}`);
  return [...body.matchAll(/(\w+)\s*:\s*([^,\s]+)/g)].map(([, name = '', type = '']) => [name, type]);
}
