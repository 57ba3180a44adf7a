// The few globals that pages, workers and Node share and layers 0-2 may use. Only tsconfig.core.json sees this file:
// the other projects take these names from the DOM library or from Node's types.

declare const performance: { now(): number };
declare const console: {
  warn(...data: unknown[]): void;
  error(...data: unknown[]): void;
};
declare function setTimeout(callback: () => void, milliseconds?: number): number;
declare function clearTimeout(id: number | undefined): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T): T;
declare class TextEncoder {
  encode(text: string): Uint8Array<ArrayBuffer>;
}
declare class TextDecoder {
  decode(bytes: Uint8Array): string;
}
