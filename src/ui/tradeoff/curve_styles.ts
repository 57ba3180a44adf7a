import type { MarkerShape, SeriesStyle } from '../charts/series_style.ts';
import type { DenoiserName } from '../recipe.ts';
import { type ColourName, palette } from '../theme.ts';
import type { Curve } from './curves.ts';

/** Colour and mark of each sampler: either alone tells them apart. */
const looks: Readonly<Record<Curve, { colour: ColourName; shape: MarkerShape; rotation?: number }>> = {
  ddpm: { colour: 'ddpm', shape: 'triangle' },
  ddim: { colour: 'ddim', shape: 'circle' },
  ddim_eta1: { colour: 'ddim-noisy', shape: 'triangle', rotation: 180 },
  dpmpp_2m: { colour: 'chosen', shape: 'rect' },
  dpmpp_3m: { colour: 'signal', shape: 'rectRot' },
  dpmpp_2m_sde: { colour: 'noise', shape: 'crossRot' },
  heun: { colour: 'ink', shape: 'cross' },
  unipc_2: { colour: 'ink-soft', shape: 'star' },
};

/** The network's curves are solid, the exact denoiser's dashed with hollow marks. */
export function curveStyle(curve: Curve, denoiser: DenoiserName): SeriesStyle {
  const { colour, shape, rotation = 0 } = looks[curve];
  const hollow = denoiser === 'exact';
  return {
    colour: () => palette()[colour],
    ...(hollow ? { dash: [5, 4] } : {}),
    width: hollow ? 1.5 : 2,
    point: { shape, rotation, hollow },
  };
}

export const floorStyle: SeriesStyle = { colour: () => palette()['ink-soft'], dash: [2, 4], width: 1.5 };

/** The two kinds of lines, whatever their colour. */
export const lineStyles: Readonly<Record<DenoiserName, SeriesStyle>> = {
  network: { colour: () => palette().ink, width: 2 },
  exact: { colour: () => palette().ink, dash: [5, 4], width: 1.5 },
};
