import type { Activity } from '../bench/settings.ts';

/** What is going on, in a few words. */
export function activityLine(activity: Activity): string {
  switch (activity.kind) {
    case 'ceilings':
      return "the adapter's ceilings";
    case 'kernels':
      return 'single kernels';
    case 'load':
      return `loading ${activity.engine}`;
    case 'agreement':
      return `comparing answers with ${activity.engine}`;
    case 'prepare':
    case 'measure': {
      const { work, rows, steps } = activity.task;
      const what = work === 'training' ? `training, batch ${rows}` : `${rows} samples x ${steps}`;
      const who = [activity.engine, activity.variant].filter(Boolean).join(' ');
      return `${activity.kind === 'prepare' ? 'preparing ' : ''}${what}: ${who}`;
    }
  }
}
