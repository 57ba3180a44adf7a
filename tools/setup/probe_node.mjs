// Ends with code 0 if Node has a WebGPU adapter: a GPU's, or that of the software driver named as the argument.

import { create } from 'webgpu';

const [driver] = process.argv.slice(2);
let adapter = await create([]).requestAdapter();
if (!adapter && driver) {
  process.env.VK_ICD_FILENAMES = driver;
  adapter = await create([]).requestAdapter();
}
process.exit(adapter ? 0 : 1);
