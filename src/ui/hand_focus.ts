import { effect } from './signal.ts';

/**
 * Two groups of buttons, or two buttons, that take each other's place: whoever has pressed one by keyboard goes on at the
 * first of the other group, and does not start at the top of the page.
 */
export function handFocus(idle: HTMLElement, busy: HTMLElement, isBusy: () => boolean): void {
  let holder: HTMLElement | undefined;
  for (const group of [idle, busy]) {
    group.addEventListener('focusin', () => {
      holder = group;
    });
    group.addEventListener('focusout', () => {
      // What is hidden loses the focus, too, but nobody has taken it elsewhere.
      if (!group.hidden) holder = undefined;
    });
  }
  effect(() => {
    const [before, after] = isBusy() ? [idle, busy] : [busy, idle];
    if (holder !== before) return;
    holder = undefined;
    // Which buttons there are is settled when all effects have run.
    queueMicrotask(() => {
      const next = after.matches('button') ? after : after.querySelector('button:not([hidden], :disabled)');
      if (next instanceof HTMLElement) next.focus({ preventScroll: true });
    });
  });
}
