/**
 * Values the page reacts to. A `signal` holds a value, a `computed` derives one lazily, an `effect` runs again
 * whenever something it read has changed. Effects run together in a microtask, each at most once per change, and only
 * if a value it read is another one: a `computed` that comes to the same (`Object.is`) as before stops a change there.
 * The page's elements live as long as the page, so nothing is ever unsubscribed by hand.
 */

interface Source {
  readonly observers: Set<Observer>;
  /** Counts the values there have been. */
  version: number;
  /** Brings value and version up to date. */
  refresh(): void;
}

interface Observer {
  /** What was read, and in which version at first. */
  readonly sources: Map<Source, number>;
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

function subscribe(source: Source): void {
  if (reading === undefined) return;
  source.observers.add(reading);
  if (!reading.sources.has(source)) reading.sources.set(source, source.version);
}

function invalidateAll({ observers }: Source): void {
  for (const observer of [...observers]) observer.invalidate();
}

function hasChanged({ sources }: Observer): boolean {
  for (const [source, version] of sources) {
    source.refresh();
    if (source.version !== version) return true;
  }
  return false;
}

/** Forgets what an observer has read. */
function release(observer: Observer): void {
  for (const source of observer.sources.keys()) source.observers.delete(observer);
  observer.sources.clear();
}

/** Runs `read` while recording for `observer` what it reads, after forgetting what it read the last time. */
function observed<T>(observer: Observer, read: () => T): T {
  release(observer);
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
  const self: Source = { observers: new Set(), version: 0, refresh() {} };
  const read = () => {
    subscribe(self);
    return value;
  };
  return Object.assign(read, {
    set(next: T) {
      if (Object.is(value, next)) return;
      value = next;
      self.version += 1;
      invalidateAll(self);
    },
    peek: () => value,
  });
}

/** A derived value, computed when first read after a change of what it depends on. */
export function computed<T>(derive: () => T): () => T {
  let cached: { readonly value: T } | undefined;
  let isCurrent = false;
  const self: Source & Observer = {
    observers: new Set(),
    sources: new Map(),
    version: 0,
    invalidate() {
      if (!isCurrent) return;
      isCurrent = false;
      invalidateAll(self);
    },
    refresh() {
      if (isCurrent) return;
      if (cached === undefined || hasChanged(self)) {
        const value = observed(self, derive);
        if (cached === undefined || !Object.is(cached.value, value)) {
          cached = { value };
          self.version += 1;
        }
      }
      isCurrent = true;
    },
  };
  return () => {
    self.refresh();
    subscribe(self);
    return (cached as { readonly value: T }).value;
  };
}

/** Runs `action` now and again after every change of what it read. */
export function effect(action: () => void): void {
  const self: Observer = { sources: new Map(), invalidate: () => enqueue(check) };
  const check = () => {
    if (hasChanged(self)) observed(self, action);
  };
  observed(self, action);
}

/** Resolves as soon as `condition` holds, and then stops watching. */
export function until(condition: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const self: Observer = { sources: new Map(), invalidate: () => enqueue(check) };
    const check = () => {
      if (!observed(self, condition)) return;
      release(self);
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
