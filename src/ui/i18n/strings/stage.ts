import type { DenoiserName } from '../../recipe.ts';

export interface StageStrings {
  readonly stage: {
    title: string;
    directions: Record<'forward' | 'reverse', string>;
    directionLabel: string;
    captions: Record<'forward' | 'reverse', string>;
    play: string;
    pause: string;
    replay: string;
    time: string;
    timeValue(t: string, last: string): string;
    timeNow(t: string): string;
    evaluations(count: string): string;
    denoiserLabel: string;
    denoisers: Record<DenoiserName, string>;
    denoiserNotes: Record<DenoiserName, string>;
    waiting: string;
    unavailable: string;
    computing: string;
    later: string;
    sides: { left: string; right: string };
    /** `data` and `noise` are the sides that these are on. */
    pictureForward(particles: string, t: string, data: string, noise: string): string;
    pictureReverse(
      sampler: string,
      denoiser: string,
      particles: string,
      steps: string,
      t: string,
      data: string,
      noise: string,
    ): string;
    partner: string;
    stepOn: string;
    stepBack: string;
    speed: string;
    speedValue(factor: string): string;
    forwardTitle: string;
    forwardNote: string;
    rightToLeft: string;
    positionAxis: string;
    reading(t: string, x: string, density: string): string;
    keys: string;
    drawn(paths: string, particles: string): string;
    drawnFlat: string;
    formulaForward: string;
    formulaReverse: string;
  };
}
