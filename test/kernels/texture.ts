import { texelFormat } from '../../src/gpu/kernel.ts';

const usage = { copySource: 0x1, copyDestination: 0x2, textureBinding: 0x4, storageBinding: 0x8 } as const;
/** Bytes that the rows of a copied texture must be a multiple of. */
const rowAlignment = 256;

/** A texture of `width` x `height` vec4f, with `texels` in it. */
export function makeTexture(
  device: GPUDevice,
  width: number,
  height: number,
  texels: Float32Array<ArrayBuffer>,
): GPUTexture {
  const all = Object.values(usage).reduce((bits, bit) => bits | bit, 0);
  const texture = device.createTexture({ size: [width, height], format: texelFormat, usage: all });
  device.queue.writeTexture({ texture }, texels, { bytesPerRow: 16 * width }, [width, height]);
  return texture;
}

/** What is in a texture: [height, width] vec4f. */
export async function readTexture(
  device: GPUDevice,
  texture: GPUTexture,
): Promise<Float32Array<ArrayBuffer>> {
  const { width, height } = texture;
  const bytesPerRow = rowAlignment * Math.ceil((16 * width) / rowAlignment);
  const staging = device.createBuffer({
    size: bytesPerRow * height,
    usage: 0x1 | 0x8 /* MAP_READ | COPY_DST */,
  });
  const encoder = device.createCommandEncoder();
  encoder.copyTextureToBuffer({ texture }, { buffer: staging, bytesPerRow }, [width, height]);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(1 /* READ */);
  const padded = new Float32Array(staging.getMappedRange());
  const texels = new Float32Array(4 * width * height);
  for (let row = 0; row < height; row++) {
    const begin = (row * bytesPerRow) / 4;
    texels.set(padded.subarray(begin, begin + 4 * width), 4 * width * row);
  }
  staging.destroy();
  return texels;
}

/** A matrix [rows, width] as the private kernels keep it: [width, texels] of four rows each, zeros past the end. */
export function transposedTexels(
  matrix: ArrayLike<number>,
  rows: number,
  texels: number,
): Float32Array<ArrayBuffer> {
  const width = matrix.length / rows;
  const transposed = new Float32Array(width * 4 * texels);
  for (let row = 0; row < rows; row++) {
    for (let feature = 0; feature < width; feature++) {
      transposed[feature * 4 * texels + row] = matrix[row * width + feature] as number;
    }
  }
  return transposed;
}

/** The same matrix read back from texture rows `first` to `first + width - 1`. */
export function untransposed(
  texture: ArrayLike<number>,
  texels: number,
  { rows, width, first }: { readonly rows: number; readonly width: number; readonly first: number },
): Float32Array {
  return Float32Array.from({ length: rows * width }, (_, at) => {
    const [row, feature] = [Math.floor(at / width), at % width];
    return texture[(first + feature) * 4 * texels + row] as number;
  });
}
