import type { FlatPaths } from './forward_process.ts';
import { ridgeReach } from './furniture.ts';
import type { LaneFrame } from './geometry.ts';
import { type Moment, progressOf } from './scene.ts';
import { locate } from './trajectories.ts';

/** A lane as a page without a GPU shows it. */
export interface FlatLane {
  readonly frame: LaneFrame;
  readonly reversed: boolean;
  readonly paths: FlatPaths | undefined;
}

/** What the picture without a GPU shows. */
export interface FlatScene {
  readonly lanes: readonly FlatLane[];
  /** The heat map, t = 0 on the left. */
  readonly background: HTMLCanvasElement;
  readonly bound: number;
  readonly ground: string;
  readonly ink: string;
  readonly path: string;
  readonly particle: string;
}

/** The picture on a 2-D canvas, with a few paths of the forward process: until there is a GPU, and where there is none. */
export class FlatPicture {
  readonly #context: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser gives no 2-D drawing context.');
    this.#context = context;
  }

  /** Draws a moment on a canvas of `unit` pixels to a CSS pixel. */
  draw(scene: FlatScene, moment: Moment, size: { width: number; height: number; unit: number }): void {
    const context = this.#context;
    const { canvas } = context;
    if (canvas.width !== size.width || canvas.height !== size.height) {
      canvas.width = size.width;
      canvas.height = size.height;
    }
    context.setTransform(size.unit, 0, 0, size.unit, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    for (const lane of scene.lanes) this.#drawLane(scene, lane, moment);
  }

  #drawLane(scene: FlatScene, lane: FlatLane, moment: Moment): void {
    const { frame, reversed, paths } = lane;
    const progress = progressOf(lane, moment);
    const context = this.#context;
    const { x, y, width, height } = frame;
    context.save();
    // From here on the process runs from left to right, 0 to `width`.
    context.translate(frame.mirrored ? x + width : x, y);
    context.scale(frame.mirrored ? -1 : 1, 1);
    context.fillStyle = scene.ground;
    context.fillRect(0, 0, width, height);
    context.beginPath();
    context.rect(0, 0, width, height);
    context.clip();
    for (const [alpha, share] of [
      [0.45, 1],
      [1, progress],
    ] as const) {
      context.save();
      context.globalAlpha = alpha;
      context.beginPath();
      context.rect(0, 0, share * width, height);
      context.clip();
      context.translate(reversed ? width : 0, 0);
      context.scale(reversed ? -1 : 1, 1);
      context.drawImage(scene.background, 0, 0, width, height);
      context.restore();
    }
    if (paths !== undefined) this.#drawPaths(scene, frame, paths, progress);
    context.restore();
    this.#drawDensity(scene, frame, progress, moment);
  }

  /** The cursor, and the density at the moment as a curve ahead of it. */
  #drawDensity(scene: FlatScene, frame: LaneFrame, progress: number, moment: Moment): void {
    const context = this.#context;
    const cursor = frame.x + frame.width * (frame.mirrored ? 1 - progress : progress);
    const reach = (frame.mirrored ? -1 : 1) * ridgeReach(frame);
    const rows = Math.ceil(frame.height / 1.5);
    context.strokeStyle = scene.ink;
    context.lineWidth = 1.2;
    for (const [alpha, spread] of [
      [0.25, 0],
      [0.9, reach],
    ] as const) {
      context.globalAlpha = alpha;
      context.beginPath();
      for (let row = 0; row <= rows; row++) {
        const x = scene.bound * (1 - (2 * row) / rows);
        const share = Math.min(1, moment.density.pdf(x) / moment.highest);
        context.lineTo(cursor + spread * share, frame.y + (row / rows) * frame.height);
      }
      context.stroke();
    }
    context.globalAlpha = 1;
  }

  #drawPaths(scene: FlatScene, { width, height }: LaneFrame, paths: FlatPaths, progress: number): void {
    const context = this.#context;
    const { numPaths, places, positions } = paths;
    const toY = (value: number) => ((scene.bound - value) / (2 * scene.bound)) * height;
    const { index, fraction } = locate(places, progress);
    const heads: number[] = [];
    context.strokeStyle = scene.path;
    context.lineWidth = 0.9;
    context.lineJoin = 'round';
    context.globalAlpha = 0.34;
    for (let path = 0; path < numPaths; path++) {
      context.beginPath();
      for (let i = 0; i <= index; i++) {
        context.lineTo((places[i] ?? 0) * width, toY(positions[i * numPaths + path] ?? 0));
      }
      const here = positions[index * numPaths + path] ?? 0;
      const next = positions[(index + 1) * numPaths + path] ?? here;
      const head = toY(here + fraction * (next - here));
      context.lineTo(progress * width, head);
      context.stroke();
      heads.push(head);
    }
    context.globalAlpha = 1;
    context.fillStyle = scene.particle;
    context.beginPath();
    for (const head of heads) {
      context.moveTo(progress * width + 1.8, head);
      context.arc(progress * width, head, 1.8, 0, 2 * Math.PI);
    }
    context.fill();
  }
}
