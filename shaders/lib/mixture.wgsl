// The exact denoiser of a Gaussian mixture with diagonal covariances. The file that includes this one declares `args` with
// data_dim, components and prediction_type (0: epsilon, 1: sample, 2: v_prediction), and the arrays x [samples, data_dim]
// and mixture [components, 1 + data_dim]: (log weight, 0), then (mean, standard deviation) of each coordinate.

/// x_t = signal * x_0 + sigma * noise.
struct Level {
  signal: f32,
  sigma: f32,
}

/// log(weight * density of x_t) of one component, up to a constant; x_t has variance signal^2 sd^2 + sigma^2 there.
fn log_weighted_density(level: Level, sample: u32, component: u32) -> f32 {
  let at = component * (1u + args.data_dim);
  var sum = mixture[at].x;
  for (var d = 0u; d < args.data_dim; d++) {
    let shape = mixture[at + 1u + d];
    let spread = level.signal * shape.y;
    let variance = spread * spread + level.sigma * level.sigma;
    let distance = x[sample * args.data_dim + d] - level.signal * shape.x;
    sum -= 0.5 * (distance * distance / variance + log(variance));
  }
  return sum;
}

/// What the component alone would have the network answer: linear in x_t.
fn component_answer(level: Level, sample: u32, component: u32, d: u32) -> f32 {
  let shape = mixture[component * (1u + args.data_dim) + 1u + d];
  let spread = level.signal * shape.y;
  let variance = spread * spread + level.sigma * level.sigma;
  let scaled = (x[sample * args.data_dim + d] - level.signal * shape.x) / variance;
  let noise = level.sigma * scaled;
  let x0 = shape.x + spread * shape.y * scaled;
  switch args.prediction_type {
    case 1u { return x0; }
    case 2u { return level.signal * noise - level.sigma * x0; }
    default { return noise; }
  }
}

/// E[noise | x_t], E[x_0 | x_t] or E[v | x_t] for coordinate d of a sample.
fn mixture_answer(level: Level, sample: u32, d: u32) -> f32 {
  // A running maximum keeps the exponentials in range wherever x_t lies.
  var highest = log_weighted_density(level, sample, 0u);
  var total = 1.0;
  var answer = component_answer(level, sample, 0u, d);
  for (var k = 1u; k < args.components; k++) {
    let height = log_weighted_density(level, sample, k);
    let top = max(highest, height);
    let keep = exp(highest - top);
    let weight = exp(height - top);
    total = total * keep + weight;
    answer = answer * keep + weight * component_answer(level, sample, k, d);
    highest = top;
  }
  return answer / total;
}
