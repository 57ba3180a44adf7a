/**
 * Values the page reacts to. A `signal` holds a value, a `computed` derives one lazily, an `effect` runs again
 * whenever something it read has changed. Effects run together in a microtask, each at most once per change.
 * The page's elements live as long as the page, so nothing is ever unsubscribed by hand.
 */

interface Observer {
  readonly sources: Set<Set<Observer>>;
  invalidate(): void;
}

export interface Signal<T> {
  (): T;
  /** Replaces the value; observers hear of it only when it is a different one (`Object.is`). */
  set(value: T): void;
  /** Reads without subscribing. */
  peek(): T;
}

let reading: Observer | undefined;
const queue = new Set<() => void>();

function subscribe(observers: Set<Observer>): void {
  if (reading === undefined) return;
  observers.add(reading);
  reading.sources.add(observers);
}

function invalidateAll(observers: Set<Observer>): void {
  for (const observer of [...observers]) observer.invalidate();
}

/** Runs `read` while recording for `observer` what it reads, after forgetting what it read the last time. */
function observed<T>(observer: Observer, read: () => T): T {
  for (const source of observer.sources) source.delete(observer);
  observer.sources.clear();
  const outer = reading;
  reading = observer;
  try {
    return read();
  } finally {
    reading = outer;
  }
}

function flush(): void {
  const jobs = [...queue];
  queue.clear();
  for (const job of jobs) job();
}

function enqueue(job: () => void): void {
  if (queue.size === 0) queueMicrotask(flush);
  queue.add(job);
}

export function signal<T>(initial: T): Signal<T> {
  let value = initial;
  const observers = new Set<Observer>();
  const read = () => {
    subscribe(observers);
    return value;
  };
  return Object.assign(read, {
    set(next: T) {
      if (Object.is(value, next)) return;
      value = next;
      invalidateAll(observers);
    },
    peek: () => value,
  });
}

/** A derived value, computed when first read after a change of what it depends on. */
export function computed<T>(derive: () => T): () => T {
  let cached: { value: T } | undefined;
  const observers = new Set<Observer>();
  const self: Observer = {
    sources: new Set(),
    invalidate() {
      if (cached === undefined) return;
      cached = undefined;
      invalidateAll(observers);
    },
  };
  return () => {
    subscribe(observers);
    cached ??= { value: observed(self, derive) };
    return cached.value;
  };
}

/** Runs `action` now and again after every change of what it read. */
export function effect(action: () => void): void {
  const self: Observer = { sources: new Set(), invalidate: () => enqueue(run) };
  const run = () => observed(self, action);
  run();
}

/** Resolves as soon as `condition` holds, and then stops watching. */
export function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const self: Observer = { sources: new Set(), invalidate: () => enqueue(check) };
    const check = () => {
      if (!observed(self, condition)) return;
      for (const source of self.sources) source.delete(self);
      resolve();
    };
    check();
  });
}

/** Reads signals inside an effect without depending on them. */
export function untracked<T>(read: () => T): T {
  const outer = reading;
  reading = undefined;
  try {
    return read();
  } finally {
    reading = outer;
  }
}
