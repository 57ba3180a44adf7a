import { connectedDevice } from '../device_state.ts';
import { element } from '../elements.ts';
import { strings } from '../i18n/index.ts';
import { effect, signal, untracked } from '../signal.ts';
import { FlatPicture } from './flat_picture.ts';
import { Furniture } from './furniture.ts';
import { moment } from './moment.ts';
import { flatScene, laneFrames, laneFurniture, pictureScene, pictureSize } from './pictured.ts';
import { reading } from './probe.ts';
import type { FrameReport } from './render/gpu_picture.ts';
import { GpuPicture } from './render/gpu_picture.ts';
import { bound } from './scenes.ts';
import { readyForFrame } from './timeline.ts';

/** The picture on the GPU, from its first frame on. */
const gpuPicture = signal<GpuPicture | undefined>(undefined);

/** What the last frame on the GPU drew; undefined while the page draws by itself. */
export const drawn = signal<FrameReport | undefined>(undefined);

/** Pixels of the canvas to a CSS pixel: a software adapter has enough to do with one. */
function pixelRatio(): number {
  const isSoftware = connectedDevice()?.adapter.isSoftware ?? false;
  return isSoftware ? 1 : Math.min(devicePixelRatio, 2);
}

function canvasSize() {
  const { width, height } = pictureSize();
  const unit = pixelRatio();
  return { width: Math.round(width * unit), height: Math.round(height * unit), unit };
}

/** Keeps a picture on the GPU for as long as there is one. */
function keepGpuPicture(canvas: HTMLCanvasElement): void {
  effect(() => {
    const lab = connectedDevice();
    const last = gpuPicture.peek();
    gpuPicture.set(undefined);
    drawn.set(undefined);
    last?.destroy();
    if (lab === undefined) return;
    GpuPicture.create(lab, canvas)
      .then((made) => {
        if (untracked(connectedDevice) === lab) gpuPicture.set(made);
        else made?.destroy();
      })
      // Without it the page draws by itself; a lost device is told by the device's own state.
      .catch((error: unknown) => {
        if (untracked(connectedDevice) === lab) console.warn(error);
      });
  });
}

/** Draws on the GPU whenever something has changed, one frame at a time. */
function keepDrawing(): void {
  let wanted = false;
  let busy = false;
  const frame = async () => {
    const picture = gpuPicture.peek();
    if (picture === undefined || untracked(laneFrames).length === 0) {
      busy = false;
      return;
    }
    wanted = false;
    readyForFrame.set(false);
    const begun = performance.now();
    try {
      const [size, scene, shown] = untracked(() => [canvasSize(), pictureScene(), moment()] as const);
      picture.resize(size);
      picture.show(scene);
      const report = await picture.draw(shown);
      if (gpuPicture.peek() === picture) drawn.set(report);
      wanted ||= report.unfinished;
    } catch (error) {
      // A device that was lost in the middle of a frame is told by the device's own state.
      if (gpuPicture.peek() === picture) console.warn(error);
    }
    // Where the GPU is a program, the page and the lab's own work need the processor, too.
    const rest = untracked(pixelRatio) === 1 ? Math.min(60, performance.now() - begun) : 0;
    await new Promise((resolve) => setTimeout(resolve, rest));
    readyForFrame.set(true);
    if (wanted) requestAnimationFrame(frame);
    else busy = false;
  };
  effect(() => {
    void [gpuPicture(), canvasSize(), pictureScene(), moment()];
    wanted = true;
    if (busy) return;
    busy = true;
    requestAnimationFrame(frame);
  });
}

/** The line that points at what is read off, and the reading beside it. */
function readingView(): HTMLElement {
  const label = element('p', { class: 'reading' }, () => reading()?.text ?? '');
  const cross = element('span', { class: 'reading-mark' });
  const view = element(
    'div',
    { class: 'reading-layer', 'aria-hidden': 'true', hidden: () => reading() === undefined },
    cross,
    label,
  );
  effect(() => {
    const at = reading();
    if (at === undefined) return;
    const onLeft = at.left > pictureSize().width - 190;
    Object.assign(cross.style, { left: `${at.left}px`, top: `${at.top}px` });
    Object.assign(label.style, {
      left: onLeft ? '' : `${at.left + 12}px`,
      right: onLeft ? `${pictureSize().width - at.left + 12}px` : '',
      top: `${Math.max(0, at.top - 36)}px`,
    });
  });
  return view;
}

/** The canvases, their furniture and `lanes`, elements that stand over their lanes. */
export function pictureView(lanes: readonly HTMLElement[], isBusy: () => boolean): HTMLElement {
  const flatCanvas = element('canvas', { class: 'flat', hidden: () => drawn() !== undefined });
  const gpuCanvas = element('canvas', { class: 'light', 'data-shown': () => drawn() !== undefined });
  const furniture = new Furniture();
  const view = element(
    'div',
    {
      class: 'pictures',
      'aria-busy': () => (isBusy() ? 'true' : undefined),
      'data-renderer': () => (drawn() === undefined ? 'flat' : 'gpu'),
      'data-complete': () => (drawn() === undefined ? undefined : String(!drawn()?.unfinished)),
      'data-drawn-paths': () => drawn()?.paths,
      'data-drawn-particles': () => drawn()?.particles,
      'data-frame-ms': () => drawn()?.milliseconds.toFixed(1),
    },
    element('div', { 'aria-hidden': 'true' }, flatCanvas, gpuCanvas),
    furniture.node,
    ...lanes,
    readingView(),
    element('p', { class: 'visually-hidden', 'aria-live': 'polite' }, () =>
      reading()?.spoken ? (reading()?.text ?? '') : '',
    ),
  );
  new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = view;
    const last = pictureSize.peek();
    if (width !== last.width || height !== last.height) pictureSize.set({ width, height });
  }).observe(view);
  const flat = new FlatPicture(flatCanvas);
  effect(() => {
    if (drawn() !== undefined || laneFrames().length === 0) return;
    flat.draw(flatScene(), moment(), canvasSize());
  });
  effect(() => {
    furniture.show(laneFurniture(), bound(), [-2, 0, 2], strings().stage.positionAxis);
  });
  keepGpuPicture(gpuCanvas);
  keepDrawing();
  return view;
}
