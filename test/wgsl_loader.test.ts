import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, createServer } from 'vite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expand, originalLine, wgslLoader } from 'wgsl-loader';
import type { WgslModule } from 'wgsl-loader/client';
import { unroll } from 'wgsl-loader/unroll';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'wgsl loader '));
});

afterEach(() => {
  rmSync(root, { recursive: true });
});

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
}

/** Expands files that exist only in memory. */
function expandFrom(files: Record<string, string>, entry: string) {
  const read = (file: string): string => {
    const text = files[file.slice('/project/'.length)];
    if (text === undefined) throw Object.assign(new Error(`no ${file}`), { code: 'ENOENT' });
    return text;
  };
  return expand(`/project/${entry}`, { root: '/project', read });
}

/** Builds the kernel kernel.wgsl of the temporary folder as an application would, and gives the imported module. */
async function buildKernel(): Promise<WgslModule> {
  write({ 'main.js': "import shader from './kernel.wgsl';\nexport default shader;\n" });
  const output = await build({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [wgslLoader()],
    build: { write: false, minify: false, lib: { entry: join(root, 'main.js'), formats: ['es'] } },
  });
  const [result] = Array.isArray(output) ? output : [output];
  if (!result || !('output' in result)) throw new Error('vite build gives no output');
  const { code } = result.output[0];
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)).default;
}

const squareKernel = `#include "square.wgsl"
@group(0) @binding(0) var<storage, read_write> out: array<f32>;
@compute @workgroup_size(64)
fn kernel(@builtin(global_invocation_id) id: vec3u) {
  out[id.x] = square(out[id.x]);
}
`;
const squareFunction = `// squares
fn square(x: f32) -> f32 {
  return x * x;
}
`;

describe('includes', () => {
  test('a diamond includes each file once', () => {
    const files = {
      'top.wgsl': '#include "left.wgsl"\n#include "right.wgsl"\ntop\n',
      'left.wgsl': '#include "base.wgsl"\nleft\n',
      'right.wgsl': '#include "base.wgsl"\nright\n',
      'base.wgsl': 'base\n',
    };
    const { code, files: read } = expandFrom(files, 'top.wgsl');
    expect(code).toBe('base\nleft\nright\ntop\n');
    expect(read).toEqual(['top', 'left', 'base', 'right'].map((name) => `/project/${name}.wgsl`));
  });

  test('paths are relative to the including file', () => {
    const files = {
      'shaders/kernel.wgsl': '#include "lib/a.wgsl"\nkernel\n',
      'shaders/lib/a.wgsl': '#include "b.wgsl"\n#include "../c.wgsl"\na\n',
      'shaders/lib/b.wgsl': 'b\n',
      'shaders/c.wgsl': 'c\n',
    };
    expect(expandFrom(files, 'shaders/kernel.wgsl')).toMatchObject({
      path: 'shaders/kernel.wgsl',
      code: 'b\nc\na\nkernel\n',
    });
  });

  test('only a directive on a line of its own counts', () => {
    const files = { 'a.wgsl': '// #include "b.wgsl"\nlet text = 1; #include "b.wgsl"\n' };
    expect(expandFrom(files, 'a.wgsl').code).toBe(files['a.wgsl']);
  });

  test('a cycle is an error that names the place and the whole cycle', () => {
    const files = {
      'a.wgsl': 'a\n#include "b.wgsl"\n',
      'b.wgsl': '#include "c.wgsl"\n',
      'c.wgsl': '\n\n#include "b.wgsl"\n',
    };
    expect(() => expandFrom(files, 'a.wgsl')).toThrow('c.wgsl:3: #include cycle: b.wgsl -> c.wgsl -> b.wgsl');
  });

  test('a missing file is an error at the line of its #include', () => {
    const files = { 'a.wgsl': 'a\n#include "lib/none.wgsl"\n' };
    expect(() => expandFrom(files, 'a.wgsl')).toThrow('a.wgsl:2: there is no file lib/none.wgsl to include');
  });
});

describe('line map', () => {
  test('every line of nested includes leads back to its own file and line', () => {
    const files = {
      'top.wgsl': 'top 1\n#include "middle.wgsl"\ntop 3\n#include "inner.wgsl"\ntop 5\ntop 6\n',
      'middle.wgsl': 'middle 1\n\n#include "inner.wgsl"\nmiddle 4\n',
      'inner.wgsl': '\r\ninner 2\r\ninner 3',
    };
    const { code, segments } = expandFrom(files, 'top.wgsl');
    const lines = code.trimEnd().split('\n');
    expect(lines.filter((line) => line !== '')).toHaveLength(8);
    lines.forEach((line, index) => {
      const place = originalLine(segments, index + 1);
      if (line !== '') expect(`${place.file.replace('.wgsl', '')} ${place.line}`).toBe(line);
    });
    expect(segments).toEqual([
      [1, 'top.wgsl', 1],
      [2, 'middle.wgsl', 1],
      [4, 'inner.wgsl', 1],
      [7, 'middle.wgsl', 4],
      [8, 'top.wgsl', 3],
      [9, 'top.wgsl', 5],
    ]);
  });
});

describe('repeats', () => {
  const unrollFrom = (files: Record<string, string>, constants: Record<string, number> = {}) =>
    unroll(expandFrom(files, 'a.wgsl'), constants);

  test('lines are written as often as it says, with the number in place of the name', () => {
    const { code } = unrollFrom({ 'a.wgsl': 'x\n#repeat n 3\n  a$n_$n = $nu + $n;\n#end\ny\n' });
    expect(code).toBe('x\n  a0_0 = 0u + 0;\n  a1_1 = 1u + 1;\n  a2_2 = 2u + 2;\ny\n');
  });

  test('one within another knows both names, and one of 0 writes nothing', () => {
    const text = '#repeat i 2\n#repeat in 2\n$i$inch\n#end\n#repeat k 0\n$k\n#end\n$i\n  #end\n';
    expect(unrollFrom({ 'a.wgsl': text }).code).toBe('00ch\n01ch\n0\n10ch\n11ch\n1\n');
  });

  test('code without them stays as it is', () => {
    const module = expandFrom({ 'a.wgsl': '#include "b.wgsl"\na\n\n', 'b.wgsl': 'b\n' }, 'a.wgsl');
    const { code, segments } = module;
    expect(unroll(module)).toEqual({ code, segments });
  });

  test('a count may be an override, and so may a name in the text: the default, or the constant given', () => {
    const files = {
      'a.wgsl': '#include "b.wgsl"\n#repeat n SIZE\na$n of $SIZE\n#end\n',
      'b.wgsl': 'override SIZE: u32 = 2u;\n',
    };
    const first = 'override SIZE: u32 = 2u;\n';
    expect(unrollFrom(files).code).toBe(`${first}a0 of 2\na1 of 2\n`);
    expect(unrollFrom(files, { SIZE: 1 }).code).toBe(`${first}a0 of 1\n`);
  });

  test('a const counts as an override', () => {
    expect(unrollFrom({ 'a.wgsl': 'const EACH = 2u;\n#repeat n EACH\n$n\n#end\n' }).code).toBe(
      'const EACH = 2u;\n0\n1\n',
    );
  });

  test('lines between #if and #end are there where the override has the number', () => {
    const text =
      'override KIND = 1;\n#if KIND == 2\ntwo\n#repeat n 2\n$n\n#end\n#end\n#if KIND == 1\none\n#end\n';
    expect(unrollFrom({ 'a.wgsl': text }).code).toBe('override KIND = 1;\none\n');
    expect(unrollFrom({ 'a.wgsl': text }, { KIND: 2 }).code).toBe('override KIND = 1;\ntwo\n0\n1\n');
  });

  test('every line leads back to its own, in the including and in the included file', () => {
    const { code, segments } = unrollFrom({
      'a.wgsl': 'a 1\n#repeat n 2\na 3\n#repeat m 2\na 5\n#end\na 7\n#end\n#include "b.wgsl"\na 10\n',
      'b.wgsl': 'b 1\n#repeat n 3\nb 3\nb 4\n#end\n',
    });
    const lines = code.trimEnd().split('\n');
    expect(lines).toHaveLength(17);
    lines.forEach((line, index) => {
      const place = originalLine(segments, index + 1);
      expect(`${place.file.replace('.wgsl', '')} ${place.line}`).toBe(line);
    });
  });

  test.each([
    ['x\n#end\n', 'a.wgsl:2: #end without a #repeat or #if'],
    ['x\n#repeat n 2\n#repeat m 2\n#end\n', 'a.wgsl:2: #repeat n 2 without an #end'],
    ['#if A\n#end\n', 'a.wgsl:1: write "#if NAME == number", not "#if A"'],
    ['#repeat n SIZE\n#end\n', 'a.wgsl:1: there is no override or const SIZE with a whole number'],
    [
      'override A = 1.5;\n#if A == 1\n#end\n',
      'a.wgsl:2: there is no override or const A with a whole number',
    ],
    ['#repeat n 2\na$n4\n#end\n', 'a.wgsl:2: $n4 would be 04; put something between'],
    ['#repeat n 2\n#repeat n 2\n#end\n#end\n', 'a.wgsl:2: n has a meaning here already'],
    ['override N = 2;\n#repeat N 2\n#end\n', 'a.wgsl:2: N has a meaning here already'],
    ['#repeat n\n#end\n', 'a.wgsl:1: write "#repeat name count", not "#repeat n"'],
    [
      '#repeat n 2\n$m\n#end\n',
      'a.wgsl:2: $m is the name of no #repeat around this line, nor of an override or const',
    ],
    [
      '#repeat n 2\n#end\n$n\n',
      'a.wgsl:3: $n is the name of no #repeat around this line, nor of an override or const',
    ],
  ])('%j is an error', (text, message) => {
    expect(() => unrollFrom({ 'a.wgsl': text }).code).toThrow(message);
  });
});

describe('in a build', () => {
  test('repeats are validated as they are written out, and an error in one is reported at its own line', async () => {
    const kernel = squareKernel.replace(
      '  out[id.x] = square(out[id.x]);',
      '#repeat n 3\n  out[id.x + $n] = square(out[id.x]);\n#end',
    );
    write({ 'kernel.wgsl': kernel, 'square.wgsl': squareFunction });
    const { code, segments } = unroll(await buildKernel());
    for (const n of [0, 1, 2]) expect(code).toContain(`\n  out[id.x + ${n}] = square(out[id.x]);\n`);
    expect(originalLine(segments, 9)).toEqual({ file: 'kernel.wgsl', line: 6 });
    write({ 'kernel.wgsl': kernel.replace('+ $n', '+ $n.5') });
    await expect(buildKernel()).rejects.toThrow(/kernel\.wgsl:6:\d+: /);
  });

  test('an import gives path, code and line map', async () => {
    write({ 'kernel.wgsl': squareKernel, 'square.wgsl': squareFunction });
    expect(await buildKernel()).toEqual({
      path: 'kernel.wgsl',
      code: squareFunction + squareKernel.slice(squareKernel.indexOf('\n') + 1),
      segments: [
        [1, 'square.wgsl', 1],
        [5, 'kernel.wgsl', 2],
      ],
    });
  });

  test('a type error in an included file is reported at its own line, with the line', async () => {
    write({ 'kernel.wgsl': squareKernel, 'square.wgsl': squareFunction.replace('x * x', 'x * 2u') });
    await expect(buildKernel()).rejects.toThrow(/square\.wgsl:3:10: [^\n]+\n {4}return x \* 2u;\n {11}\^/);
  });

  test('a type error after an include is reported at its own line', async () => {
    write({
      'kernel.wgsl': squareKernel.replace('square(out[id.x])', 'square(id.x)'),
      'square.wgsl': squareFunction,
    });
    await expect(buildKernel()).rejects.toThrow(/kernel\.wgsl:5:\d+: /);
  });

  test('a store to a read-only buffer is an error', async () => {
    write({ 'kernel.wgsl': squareKernel.replace('read_write', 'read'), 'square.wgsl': squareFunction });
    await expect(buildKernel()).rejects.toThrow(/kernel\.wgsl:5:13: /);
  });

  test('an optional feature is an error', async () => {
    write({ 'kernel.wgsl': `enable f16;\n${squareKernel}`, 'square.wgsl': squareFunction });
    await expect(buildKernel()).rejects.toThrow(/kernel\.wgsl:1:8: .*f16/);
  });

  test('what only a pipeline shows is an error at the entry point', async () => {
    write({ 'kernel.wgsl': squareKernel.replace('size(64)', 'size(1024)'), 'square.wgsl': squareFunction });
    await expect(buildKernel()).rejects.toThrow(/kernel\.wgsl:4:4: .*1024.*\n {2}fn kernel/);
  });

  test('an override without a default is no error, a type error beside it is', async () => {
    const text = 'override size: u32;\n@compute @workgroup_size(size) fn kernel() { let a: u32 = 1; }\n';
    write({ 'kernel.wgsl': text });
    expect((await buildKernel()).code).toBe(text);
    write({ 'kernel.wgsl': text.replace('= 1;', '= 1.5;') });
    await expect(buildKernel()).rejects.toThrow(/kernel\.wgsl:2:\d+: /);
  });

  test('a file without an entry point is not validated alone', async () => {
    write({ 'kernel.wgsl': 'fn half(x: f32) -> f32 { return x / divisor; }\n// @compute\n' });
    expect((await buildKernel()).path).toBe('kernel.wgsl');
  });
});

test('the development server loads a kernel anew when an included file changes', async () => {
  write({
    'kernel.wgsl': squareKernel,
    'square.wgsl': squareFunction,
    'main.js': "import shader from './kernel.wgsl';\n",
  });
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [wgslLoader()],
    server: { middlewareMode: true, ws: false, watch: { usePolling: true, interval: 20 } },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    await server.transformRequest('/main.js');
    expect((await server.transformRequest('/kernel.wgsl'))?.code).toContain('x * x');
    write({ 'square.wgsl': squareFunction.replace('x * x', 'x * x * 1.0') });
    const reload = async () => (await server.transformRequest('/kernel.wgsl'))?.code;
    await expect.poll(reload, { timeout: 10_000 }).toContain('x * x * 1.0');
  } finally {
    await server.close();
  }
});
