import { describe, expect, it } from 'vitest';
import {
  type Attempt,
  type LivePictures,
  type Outcome,
  RunPictures,
} from '../../src/ui/training/run_pictures.ts';

/** A promise and what settles it. */
function deferred<T>() {
  let settle: { resolve(value: T): void; reject(error: Error): void } | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, resolve: (value: T) => settle?.resolve(value), reject: (e: Error) => settle?.reject(e) };
}

/** Pictures that are ready when `release` is called, and a list of what was done with them. */
function laboratory(attempt: Attempt = (work) => work().then(() => true)) {
  const done: string[] = [];
  const pictures: LivePictures = {
    async refresh(step, isWanted) {
      done.push(`computed ${step}`);
      await settle();
      // What another run has replaced is gone.
      if (!isWanted()) throw new Error('The model was destroyed.');
      done.push(`showed ${step}`);
    },
    destroy: () => done.push('destroyed'),
  };
  const { promise, resolve, reject } = deferred<LivePictures>();
  const run = new RunPictures(() => promise, attempt);
  return { done, run, release: () => resolve(pictures), fail: () => reject(new Error('no memory')) };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 1));
const outcome = (over: Partial<Outcome> = {}): Outcome => ({
  step: 7,
  whenFree: async () => undefined,
  isWanted: () => true,
  ...over,
});

describe('RunPictures', () => {
  it('shows what is ready, waits only when it is patient, and is freed after the run', async () => {
    const { done, run, release } = laboratory();
    expect(await run.show(1, false)).toBe(false);
    const patient = run.show(2, true);
    await settle();
    expect(done).toEqual([]);
    release();
    expect(await patient).toBe(true);
    await run.end(outcome({ step: 2 }));
    expect(done).toEqual(['computed 2', 'showed 2', 'destroyed']);
  });

  it('shows what a run has left that was over before its pictures were ready, once the GPU is free', async () => {
    const { done, run, release } = laboratory();
    const { promise, resolve } = deferred<void>();
    const end = run.end(outcome({ whenFree: () => promise }));
    release();
    await settle();
    expect(done).toEqual([]);
    resolve(undefined);
    await end;
    expect(done).toEqual(['computed 7', 'showed 7', 'destroyed']);
  });

  it('shows it also where they became ready between the last try and the end', async () => {
    const { done, run, release } = laboratory();
    expect(await run.show(7, false)).toBe(false);
    release();
    await settle();
    await run.end(outcome());
    expect(done).toEqual(['computed 7', 'showed 7', 'destroyed']);
  });

  it('frees them without a word where nothing was learnt, or where it is no longer what the page shows', async () => {
    for (const left of [undefined, outcome({ isWanted: () => false })]) {
      const { done, run, release } = laboratory();
      release();
      await run.end(left);
      expect(done).toEqual(['destroyed']);
    }
  });

  it('does not show what another run has replaced meanwhile, nor tell what then fails', async () => {
    let told = 0;
    const { done, run, release } = laboratory((work) =>
      work().then(
        () => true,
        () => {
          told += 1;
          return false;
        },
      ),
    );
    let asked = 0;
    release();
    await run.end(outcome({ isWanted: () => asked++ === 0 }));
    expect(done).toEqual(['computed 7', 'destroyed']);
    expect(told).toBe(0);
  });

  it('ends without pictures where they could not be prepared, and where the device was lost', async () => {
    const unmade = laboratory();
    unmade.fail();
    await unmade.run.end(outcome());
    expect(unmade.done).toEqual([]);

    let isLost = false;
    const lost = laboratory(async (work) => {
      await work();
      if (isLost) throw new Error('lost');
      return true;
    });
    const end = lost.run.end(outcome());
    lost.release();
    await lost.run.show(1, true);
    isLost = true;
    await end;
    expect(lost.done.at(-1)).toBe('destroyed');
  });
});
