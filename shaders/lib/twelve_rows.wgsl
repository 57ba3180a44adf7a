// 12 rows an invocation, for lib/private_layer.wgsl: as many sums as a CPU has registers for

const EACH = 12u;

/// A number for each row.
struct Sums {
  s0: f32,
  s1: f32,
  s2: f32,
  s3: f32,
  s4: f32,
  s5: f32,
  s6: f32,
  s7: f32,
  s8: f32,
  s9: f32,
  s10: f32,
  s11: f32,
}

fn all_rows(value: f32) -> Sums {
  return Sums(value, value, value, value, value, value, value, value, value, value, value, value);
}

/// One number at a time, as a CPU loads it right where it multiplies.
fn add_products(sums: ptr<function, Sums>, weight: f32, at: u32) {
  (*sums).s0 = fma(input[at][0], weight, (*sums).s0);
  (*sums).s1 = fma(input[at][1], weight, (*sums).s1);
  (*sums).s2 = fma(input[at][2], weight, (*sums).s2);
  (*sums).s3 = fma(input[at][3], weight, (*sums).s3);
  (*sums).s4 = fma(input[at][4], weight, (*sums).s4);
  (*sums).s5 = fma(input[at][5], weight, (*sums).s5);
  (*sums).s6 = fma(input[at][6], weight, (*sums).s6);
  (*sums).s7 = fma(input[at][7], weight, (*sums).s7);
  (*sums).s8 = fma(input[at][8], weight, (*sums).s8);
  (*sums).s9 = fma(input[at][9], weight, (*sums).s9);
  (*sums).s10 = fma(input[at][10], weight, (*sums).s10);
  (*sums).s11 = fma(input[at][11], weight, (*sums).s11);
}

/// Keeps number i of each row as what comes out of the layer.
fn keep(i: u32, rows: Sums) {
  output[place(i)] = array<f32, EACH>(
    rows.s0, rows.s1, rows.s2, rows.s3, rows.s4, rows.s5, rows.s6, rows.s7,
    rows.s8, rows.s9, rows.s10, rows.s11);
}
