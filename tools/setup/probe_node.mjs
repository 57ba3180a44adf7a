// Ends with code 0 if Node has a WebGPU adapter: a GPU's, or that of the software driver named as the argument.

import { create } from 'webgpu';

const [driver] = process.argv.slice(2);
// Kept, because Dawn crashes if a GPU object is garbage-collected.
const gpus = [create([])];
let adapter = await gpus[0]?.requestAdapter();
if (!adapter && driver) {
  process.env.VK_ICD_FILENAMES = driver;
  gpus.push(create([]));
  adapter = await gpus[1]?.requestAdapter();
}
process.exit(adapter ? 0 : 1);
