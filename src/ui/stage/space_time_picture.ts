import type { GaussianMixture } from '../../index.ts';
import type { Palette } from '../theme.ts';
import { locate, positionAt, type Trajectories } from './trajectories.ts';

/** Everything a space-time picture shows. Model space; time runs from left to right. */
export interface Scene {
  readonly background: HTMLCanvasElement;
  readonly paths: Trajectories | undefined;
  /** Samples of x at the left and right edge, for the histograms there. */
  readonly left: Float32Array | undefined;
  readonly right: Float32Array | undefined;
  /** x runs from -bound to bound. */
  readonly bound: number;
  readonly tickTimes: readonly string[];
  readonly pathColour: string;
  readonly particleColour: string;
  readonly palette: Palette;
}

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const histogramBins = 100;
/** Segments drawn onto the layer of paths per frame at most, so that a jump of the slider does not stall the page. */
const segmentsPerFrame = 6000;

/** One canvas: density as heat map, paths up to the cursor, the particles on it, histograms at both ends. */
export class SpaceTimePicture {
  readonly canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #layer = document.createElement('canvas');
  #scene: Scene | undefined;
  #drawnSnapshots = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.canvas = canvas;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('This browser gives no 2-D drawing context.');
    this.#context = context;
  }

  /** Gives the canvas as many pixels as its place on the page has. Says whether that changed anything. */
  resize(): boolean {
    const ratio = Math.min(devicePixelRatio, 2);
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (width === 0 || (width === this.canvas.width && height === this.canvas.height)) return false;
    this.canvas.width = width;
    this.canvas.height = height;
    this.#clearLayer();
    return true;
  }

  show(scene: Scene): void {
    this.#scene = scene;
    this.#clearLayer();
  }

  /**
   * Draws the moment `place` (0 left, 1 right), with the marginal density there.
   *
   * @returns whether more frames are needed until all paths up to there are drawn
   */
  draw(place: number, density: GaussianMixture): boolean {
    const scene = this.#scene;
    const { width, height } = this.canvas;
    const context = this.#context;
    context.clearRect(0, 0, width, height);
    if (scene === undefined || width === 0) return false;
    const frame = this.#frame();
    const cursor = frame.x + place * frame.width;
    this.#drawBackground(scene, frame, cursor);
    let unfinished = false;
    if (scene.paths !== undefined) {
      unfinished = this.#extendLayer(scene, scene.paths, frame, place);
      this.#drawRevealed(this.#layer, frame, cursor, 1);
    }
    // At the edges the histogram shows it already.
    if (place > 0 && place < 1) this.#drawMarginal(scene, frame, cursor, density);
    if (scene.paths !== undefined) this.#drawParticles(scene, scene.paths, frame, place, cursor);
    this.#drawHistogram(scene, scene.left, frame, 'left');
    this.#drawHistogram(scene, scene.right, frame, 'right');
    this.#drawAxes(scene, frame);
    return unfinished;
  }

  get #ratio(): number {
    return this.canvas.width / Math.max(1, this.canvas.clientWidth);
  }

  #frame(): Frame {
    const unit = this.#ratio;
    const side = (this.canvas.clientWidth < 480 ? 36 : 72) * unit;
    const x = 22 * unit + side;
    return { x, y: 2 * unit, width: this.canvas.width - x - side, height: this.canvas.height - 24 * unit };
  }

  #clearLayer(): void {
    const frame = this.#frame();
    this.#layer.width = Math.max(1, Math.round(frame.width));
    this.#layer.height = Math.max(1, Math.round(frame.height));
    this.#drawnSnapshots = 0;
  }

  #drawBackground(scene: Scene, frame: Frame, cursor: number): void {
    const context = this.#context;
    context.fillStyle = scene.palette.stage;
    context.fillRect(frame.x, frame.y, frame.width, frame.height);
    // What lies ahead of the cursor is there, but faint.
    context.globalAlpha = 0.5;
    context.drawImage(scene.background, frame.x, frame.y, frame.width, frame.height);
    context.globalAlpha = 1;
    this.#drawRevealed(scene.background, frame, cursor, 1);
  }

  #drawRevealed(image: HTMLCanvasElement, frame: Frame, cursor: number, alpha: number): void {
    const share = (cursor - frame.x) / frame.width;
    if (share <= 0) return;
    const context = this.#context;
    context.globalAlpha = alpha;
    context.drawImage(
      image,
      0,
      0,
      share * image.width,
      image.height,
      frame.x,
      frame.y,
      share * frame.width,
      frame.height,
    );
    context.globalAlpha = 1;
  }

  /** Adds the segments up to the cursor to the layer of paths; what lies right of the cursor is cut off when shown. */
  #extendLayer(scene: Scene, paths: Trajectories, frame: Frame, place: number): boolean {
    const target = Math.min(locate(paths, place).index + 1, paths.places.length - 1);
    const budget = Math.max(1, Math.floor(segmentsPerFrame / paths.numPaths));
    const from = this.#drawnSnapshots;
    const to = Math.min(target, from + budget);
    if (to <= from) return false;
    const context = this.#layer.getContext('2d');
    if (context === null) return false;
    const toY = (value: number) => ((scene.bound - value) / (2 * scene.bound)) * frame.height;
    context.strokeStyle = scene.pathColour;
    context.lineWidth = 0.9 * this.#ratio;
    context.lineJoin = 'round';
    context.globalAlpha = 0.34;
    for (let path = 0; path < paths.numPaths; path++) {
      context.beginPath();
      for (let i = from; i <= to; i++) {
        const x = (paths.places[i] ?? 0) * frame.width;
        context.lineTo(x, toY(paths.positions[i * paths.numPaths + path] ?? 0));
      }
      context.stroke();
    }
    this.#drawnSnapshots = to;
    return to < target;
  }

  #drawParticles(scene: Scene, paths: Trajectories, frame: Frame, place: number, cursor: number): void {
    const context = this.#context;
    const moment = locate(paths, place);
    const radius = 1.8 * this.#ratio;
    context.fillStyle = scene.particleColour;
    context.beginPath();
    for (let path = 0; path < paths.numPaths; path++) {
      const y =
        frame.y + ((scene.bound - positionAt(paths, moment, path)) / (2 * scene.bound)) * frame.height;
      if (y < frame.y || y > frame.y + frame.height) continue;
      context.moveTo(cursor + radius, y);
      context.arc(cursor, y, radius, 0, 2 * Math.PI);
    }
    context.fill();
  }

  /** The density at the cursor as a ridge standing on it, as wide as the histograms at its highest. */
  #drawMarginal(scene: Scene, frame: Frame, cursor: number, density: GaussianMixture): void {
    const context = this.#context;
    const rows = 160;
    const width = 46 * this.#ratio;
    const step = (2 * scene.bound) / rows;
    let below = density.cdf(-scene.bound);
    const masses = Array.from({ length: rows }, (_, i) => {
      const above = density.cdf(-scene.bound + (i + 1) * step);
      const mass = above - below;
      below = above;
      return mass;
    });
    const highest = Math.max(...masses);
    // A ridge that would leave the picture on the right leans to the left.
    const direction = cursor + width > frame.x + frame.width ? -1 : 1;
    context.beginPath();
    context.moveTo(cursor, frame.y + frame.height);
    masses.forEach((mass, i) => {
      const y = frame.y + frame.height * (1 - (i + 0.5) / rows);
      context.lineTo(cursor + (direction * width * mass) / highest, y);
    });
    context.lineTo(cursor, frame.y);
    context.globalAlpha = 0.16;
    context.fillStyle = scene.palette.ink;
    context.fill();
    context.globalAlpha = 0.85;
    context.strokeStyle = scene.palette.ink;
    context.lineWidth = this.#ratio;
    context.stroke();
    context.globalAlpha = 1;
  }

  #drawHistogram(
    scene: Scene,
    samples: Float32Array | undefined,
    frame: Frame,
    side: 'left' | 'right',
  ): void {
    if (samples === undefined) return;
    const counts = new Float64Array(histogramBins);
    for (const value of samples) {
      const bin = Math.floor(((value + scene.bound) / (2 * scene.bound)) * histogramBins);
      if (bin >= 0 && bin < histogramBins) counts[bin] = (counts[bin] ?? 0) + 1;
    }
    const highest = Math.max(...counts, 1);
    const unit = this.#ratio;
    const width =
      (side === 'left' ? frame.x - 22 * unit : this.canvas.width - frame.x - frame.width) - 10 * unit;
    const edge = side === 'left' ? frame.x - 6 * unit : frame.x + frame.width + 6 * unit;
    const height = frame.height / histogramBins;
    const context = this.#context;
    context.fillStyle = scene.palette.data;
    counts.forEach((count, bin) => {
      const length = (count / highest) * width;
      const y = frame.y + frame.height - (bin + 1) * height;
      context.fillRect(side === 'left' ? edge - length : edge, y, length, Math.max(height - 0.5, 0.5));
    });
  }

  #drawAxes(scene: Scene, frame: Frame): void {
    const context = this.#context;
    const unit = this.#ratio;
    context.fillStyle = scene.palette['ink-soft'];
    context.font = `${11 * unit}px ${getComputedStyle(this.canvas).fontFamily}`;
    context.textBaseline = 'top';
    scene.tickTimes.forEach((text, i) => {
      const place = i / (scene.tickTimes.length - 1);
      context.textAlign = place === 0 ? 'left' : place === 1 ? 'right' : 'center';
      context.fillText(text, frame.x + place * frame.width, frame.y + frame.height + 7 * unit);
    });
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    for (const value of [-2, 0, 2]) {
      const y = frame.y + ((scene.bound - value) / (2 * scene.bound)) * frame.height;
      context.fillText(String(value).replace('-', '−'), 16 * unit, y);
    }
  }
}
