import type { LabDevice } from './device.ts';
import { texelFormat } from './kernel.ts';
import { mapForReading } from './news.ts';
import { windowBytes } from './windows.ts';

// The values of GPUBufferUsage, which is no global in Node.
export const bufferUsage = {
  mapRead: 0x1,
  copySource: 0x4,
  copyDestination: 0x8,
  uniform: 0x40,
  storage: 0x80,
  indirect: 0x100,
  queryResolve: 0x200,
} as const;

/** The same of GPUTextureUsage. */
const textureUsage = { copySource: 0x1, textureBinding: 0x4, storageBinding: 0x8 } as const;

/** What was asked for does not fit this adapter; the message says how much is needed and how much there is. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
  readonly #bytes: BytesShort | undefined;

  constructor(message: string, bytes?: BytesShort) {
    super(message);
    this.#bytes = bytes;
  }

  /** Where it is memory that there is too little of: how much, to say it in another language. */
  get bytes(): BytesShort | undefined {
    return this.#bytes;
  }
}

export interface BytesShort {
  readonly needed: number;
  /** What the adapter allows in one buffer; undefined where it is all that is free which does not do. */
  readonly allowed?: number;
}

/** The buffers and textures of one owner, made together and freed together. */
export class BufferSet {
  readonly #lab: LabDevice;
  readonly #owner: string;
  readonly #buffers: GPUBuffer[] = [];
  readonly #textures: GPUTexture[] = [];
  #destroyed = false;

  constructor(lab: LabDevice, owner: string) {
    this.#lab = lab;
    this.#owner = owner;
  }

  /**
   * A labelled storage buffer of `length` 32-bit numbers, zeros at first.
   *
   * @param options.windows whether pieces of it are bound as uniforms too: `windowAt` of any place in it
   * @throws LimitError when it is larger than the device binds.
   */
  storage(label: string, length: number, { windows = false } = {}): GPUBuffer {
    const { maxStorageBufferBindingSize, maxBufferSize } = this.#lab.device.limits;
    const usage = bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyDestination;
    const limit = Math.min(maxStorageBufferBindingSize, maxBufferSize);
    if (!windows) return this.#create(label, 4 * length, usage, limit);
    return this.#create(label, 4 * length + windowBytes, usage | bufferUsage.uniform, limit);
  }

  /** A storage buffer filled with `data`. */
  storageFrom(
    label: string,
    data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>,
    options: { readonly windows?: boolean } = {},
  ): GPUBuffer {
    const buffer = this.storage(label, data.length, options);
    this.#lab.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  /**
   * A labelled texture of `width` x `height` vec4f, for kernels to write and to sample.
   *
   * @throws LimitError when a side is longer than the device allows.
   */
  texture(label: string, width: number, height: number): GPUTexture {
    const { maxTextureDimension2D } = this.#lab.device.limits;
    if (Math.max(width, height) > maxTextureDimension2D) {
      throw new LimitError(
        `${this.#owner} needs a texture of ${width} x ${height} (${label}); this adapter allows ${maxTextureDimension2D} a side.`,
      );
    }
    const texture = this.#lab.device.createTexture({
      label: `${this.#owner}.${label}`,
      size: [width, height],
      format: texelFormat,
      usage: textureUsage.copySource | textureUsage.textureBinding | textureUsage.storageBinding,
    });
    this.#textures.push(texture);
    return texture;
  }

  /** A uniform buffer of `bytes` bytes. */
  uniform(label: string, bytes: number): GPUBuffer {
    const usage = bufferUsage.uniform | bufferUsage.copyDestination;
    return this.#create(label, bytes, usage, this.#lab.device.limits.maxBufferSize);
  }

  /** A buffer that timestamps are written to. */
  queryResolve(label: string, bytes: number): GPUBuffer {
    const usage = bufferUsage.queryResolve | bufferUsage.copySource;
    return this.#create(label, bytes, usage, this.#lab.device.limits.maxBufferSize);
  }

  /** How many workgroups a dispatch has, three numbers: none. */
  noWorkgroups(label: string): GPUBuffer {
    return this.#create(label, 12, bufferUsage.indirect, this.#lab.device.limits.maxBufferSize);
  }

  /** A buffer that the CPU can read. */
  staging(label: string, bytes: number): GPUBuffer {
    const usage = bufferUsage.mapRead | bufferUsage.copyDestination;
    return this.#create(label, bytes, usage, this.#lab.device.limits.maxBufferSize);
  }

  /** Throws an Error when the set was destroyed. */
  assertUsable(): void {
    if (this.#destroyed) throw new Error(`${this.#owner} was destroyed. Make it anew.`);
  }

  get bytes(): number {
    const texels = this.#textures.reduce((sum, { width, height }) => sum + width * height, 0);
    return this.#buffers.reduce((sum, buffer) => sum + buffer.size, 16 * texels);
  }

  destroy(): void {
    for (const resource of [...this.#buffers, ...this.#textures]) resource.destroy();
    this.#buffers.length = 0;
    this.#textures.length = 0;
    this.#destroyed = true;
  }

  #create(label: string, bytes: number, usage: number, limit: number): GPUBuffer {
    if (bytes > limit) {
      throw new LimitError(
        `${this.#owner} needs ${mebibytes(bytes, Math.ceil)} MiB in one buffer (${label}); this adapter allows ${mebibytes(limit, Math.floor)} MiB.`,
        { needed: bytes, allowed: limit },
      );
    }
    const size = Math.max(16, Math.ceil(bytes / 4) * 4);
    const buffer = this.#lab.device.createBuffer({ label: `${this.#owner}.${label}`, size, usage });
    this.#buffers.push(buffer);
    return buffer;
  }
}

/** Whole MiB, or tenths of a few: what is needed is rounded up and what is allowed down, so that they do not look alike. */
export function mebibytes(bytes: number, round: typeof Math.ceil): number {
  const parts = bytes < 10 * 2 ** 20 ? 10 : 1;
  return round((parts * bytes) / 2 ** 20) / parts;
}

/** Copies `length` 32-bit floats out of a GPU buffer, from the `begin`-th on, in pieces of at most 64 MiB. */
export async function readFloats(
  lab: LabDevice,
  source: GPUBuffer,
  length: number,
  begin = 0,
): Promise<Float32Array<ArrayBuffer>> {
  lab.assertAlive();
  const result = new Float32Array(length);
  const pieceLength = Math.min(Math.max(length, 1), 2 ** 24);
  const buffers = new BufferSet(lab, 'readFloats');
  const staging = buffers.staging('staging', 4 * pieceLength);
  try {
    for (let done = 0; done < length; done += pieceLength) {
      const count = Math.min(pieceLength, length - done);
      const encoder = lab.device.createCommandEncoder({ label: 'readFloats' });
      encoder.copyBufferToBuffer(source, 4 * (begin + done), staging, 0, 4 * count);
      lab.device.queue.submit([encoder.finish()]);
      await mapForReading(lab, staging, 4 * count);
      result.set(new Float32Array(staging.getMappedRange(0, 4 * count)), done);
      staging.unmap();
    }
  } finally {
    buffers.destroy();
  }
  return result;
}

/** Builds something with buffers of its own, and frees them when the building fails. */
export async function buildWithBuffers<T>(
  lab: LabDevice,
  owner: string,
  build: (set: BufferSet) => Promise<T>,
): Promise<T> {
  const set = new BufferSet(lab, owner);
  try {
    return await build(set);
  } catch (error) {
    set.destroy();
    throw error;
  }
}

/**
 * Runs `make` and turns what the device objects to (too little memory, a wrong call) into a thrown Error.
 * WebGPU reports these later and elsewhere; a constructor that returns broken objects helps nobody.
 */
export async function checked<T>(lab: LabDevice, set: BufferSet, what: string, make: () => T): Promise<T> {
  lab.assertAlive();
  lab.device.pushErrorScope('validation');
  lab.device.pushErrorScope('out-of-memory');
  const popScopes = () => Promise.all([lab.device.popErrorScope(), lab.device.popErrorScope()]);
  let made: T;
  try {
    made = make();
  } catch (error) {
    await popScopes();
    throw error;
  }
  const [outOfMemory, invalid] = await popScopes();
  if (outOfMemory) {
    throw new LimitError(
      `${what} needs ${mebibytes(set.bytes, Math.ceil)} MiB of graphics memory, more than is free. Choose smaller settings.`,
      { needed: set.bytes },
    );
  }
  if (invalid) throw new Error(`${what}: ${invalid.message}`);
  return made;
}
