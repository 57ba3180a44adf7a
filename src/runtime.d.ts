// The few globals that pages, workers and Node share and layers 0-2 may use. Only tsconfig.core.json sees this file:
// the other projects take these names from the DOM library or from Node's types.

declare const performance: { now(): number };
declare function setTimeout(callback: () => void, milliseconds?: number): number;
declare function clearTimeout(id: number | undefined): void;
declare function setInterval(callback: () => void, milliseconds: number): number;
declare function clearInterval(id: number | undefined): void;
