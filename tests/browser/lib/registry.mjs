// Tests register here; run.mjs runs them.

export const tests = [];

/** `weight`: about how many seconds it takes; long ones start first. */
export function test(name, run, weight = 5) {
  tests.push({ name, run, weight });
}
