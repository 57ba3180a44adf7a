struct Args {
  /// how long rows are, in vec4
  width4: u32,
}

struct Step {
  index: u32,
}

@group(0) @binding(0) var<uniform> args: Args;
@group(0) @binding(1) var<uniform> step: Step;
// [steps, 4 * width4]
@group(0) @binding(2) var<storage, read> table: array<vec4f>;
// [4 * width4]
@group(0) @binding(3) var<storage, read_write> row: array<vec4f>;

/// The step's row of a table, where kernels find it that bind it as a uniform.
@compute @workgroup_size(64)
fn copy_row(@builtin(global_invocation_id) id: vec3u) {
  if id.x < args.width4 {
    row[id.x] = table[step.index * args.width4 + id.x];
  }
}
