// The file that includes this one binds `schedule`: [num_timesteps] of sqrtAlphasCumprod, sqrtOneMinusAlphasCumprod, loss
// weight, probability of drawing up to this t.

/// The first t with u below the probability of drawing up to it; t is drawn by its importance.
fn draw_timestep(u: f32, num_timesteps: u32) -> u32 {
  var low = 0u;
  var high = num_timesteps - 1u;
  while low < high {
    let middle = (low + high) / 2u;
    if u < schedule[middle].w {
      high = middle;
    } else {
      low = middle + 1u;
    }
  }
  return low;
}

/// What the network shall answer for x_t = signal x_0 + sigma z. 0: epsilon, 1: sample, 2: v_prediction.
fn training_target_of(x0: f32, z: f32, signal: f32, sigma: f32, prediction_type: u32) -> f32 {
  switch prediction_type {
    case 1u {
      return x0;
    }
    case 2u {
      return signal * z - sigma * x0;
    }
    default {
      return z;
    }
  }
}
