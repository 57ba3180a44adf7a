// 0 identity, 1 SiLU, 2 ReLU, 3 GELU in its tanh form. SiLU and GELU are both x * sigmoid(g(x)).
override ACTIVATION: u32 = 0u;

struct Activated {
  value: vec4f,
  derivative: vec4f,
}

/// 1 / (1 + exp(-x)), kept from overflowing.
fn sigmoid(x: vec4f) -> vec4f {
  return 1.0 / (1.0 + exp(min(-x, vec4f(80.0))));
}

/// The activation of four pre-activations and its derivative there.
fn activate(z: vec4f) -> Activated {
  switch ACTIVATION {
    case 1u {
      let s = sigmoid(z);
      return Activated(z * s, s + z * s * (1.0 - s));
    }
    case 2u {
      let on = select(vec4f(0.0), vec4f(1.0), z > vec4f(0.0));
      return Activated(z * on, on);
    }
    case 3u {
      // 0.5 (1 + tanh(u)) = sigmoid(2 u) with u = sqrt(2 / pi) (z + 0.044715 z^3)
      let z2 = z * z;
      let s = sigmoid(1.5957691216057308 * z * (1.0 + 0.044715 * z2));
      return Activated(z * s, s + z * s * (1.0 - s) * 1.5957691216057308 * (1.0 + 0.134145 * z2));
    }
    default {
      return Activated(z, vec4f(1.0));
    }
  }
}

/// The activation alone. Beside `activate` without its derivative this takes a fifth less of a whole network's time on
/// lavapipe. As exp(-z) overflows, z / (1 + exp(-z)) becomes 0.
fn activated(z: f32) -> f32 {
#if ACTIVATION == 0
  return z;
#end
#if ACTIVATION == 1
  return z / (1.0 + exp(-z));
#end
#if ACTIVATION == 2
  return max(z, 0.0);
#end
#if ACTIVATION == 3
  return z / (1.0 + exp(-1.5957691216057308 * z * (1.0 + 0.044715 * z * z)));
#end
}

/// The same of one pre-activation and its derivative: what comes of a value is then used up before the next one's turn.
fn activate_one(z: f32) -> vec2f {
  switch ACTIVATION {
    case 1u {
      let s = sigmoid_of(z);
      return vec2f(z * s, s + z * s * (1.0 - s));
    }
    case 2u {
      return select(vec2f(0.0), vec2f(z, 1.0), z > 0.0);
    }
    case 3u {
      let z2 = z * z;
      let s = sigmoid_of(1.5957691216057308 * z * (1.0 + 0.044715 * z2));
      return vec2f(z * s, s + z * s * (1.0 - s) * 1.5957691216057308 * (1.0 + 0.134145 * z2));
    }
    default {
      return vec2f(z, 1.0);
    }
  }
}

fn sigmoid_of(x: f32) -> f32 {
  return 1.0 / (1.0 + exp(min(-x, 80.0)));
}
