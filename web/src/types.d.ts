declare module "*.svg" {
  /** The file's text: icons are drawn in the page, never fetched. */
  const markup: string;
  export default markup;
}

declare module "*.mp3" {
  /** Where the file is served. */
  const url: string;
  export default url;
}

// As much of Node as the unit tests use.
declare module "node:test" {
  export default function test(name: string, run: () => void | Promise<void>): void;
  export const mock: { timers: { enable(o: { apis: string[]; now: number }): void; tick(ms: number): void; reset(): void } };
}
declare module "node:assert/strict" {
  const assert: {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): void;
    match(actual: string, pattern: RegExp): void;
    throws(run: () => unknown, message?: string): void;
  };
  export default assert;
}
