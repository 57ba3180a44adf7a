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

/**
 * How the private kernels keep matrices of several layers: a row of texels for each run of `together` rows and layer, in it
 * the rows' numbers feature by feature.
 */
export interface LayersTexture {
  /** Rows whose numbers of a feature stand together: 128 for a slab, 32 for a quad. */
  readonly together: number;
  readonly layers: number;
  /** Of the widest layer. */
  readonly features: number;
}

/** Width and height of such a texture for `rows` rows. */
export function layersSize(
  { together, layers, features }: LayersTexture,
  rows: number,
): readonly [number, number] {
  return [(together / 4) * features, Math.ceil(rows / together) * layers];
}

function placeIn({ together, layers, features }: LayersTexture, layer: number) {
  return (row: number, feature: number) =>
    (Math.floor(row / together) * layers + layer) * together * features +
    feature * together +
    (row % together);
}

/** Puts a layer's matrix [rows, width] among such texels. */
export function putLayer(
  texels: Float32Array,
  form: LayersTexture,
  layer: number,
  matrix: ArrayLike<number>,
  rows: number,
): void {
  const place = placeIn(form, layer);
  const width = matrix.length / rows;
  for (let at = 0; at < matrix.length; at++) {
    texels[place(Math.floor(at / width), at % width)] = matrix[at] as number;
  }
}

/** A layer's matrix [rows, width] among such texels. */
export function takeLayer(
  texels: ArrayLike<number>,
  form: LayersTexture,
  layer: number,
  { rows, width }: { readonly rows: number; readonly width: number },
): Float32Array {
  const place = placeIn(form, layer);
  return Float32Array.from(
    { length: rows * width },
    (_, at) => texels[place(Math.floor(at / width), at % width)] as number,
  );
}
