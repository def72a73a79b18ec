// Tests register here; run.mjs runs them.

export const tests = [];

/** `weight`: about how many seconds it takes; long ones start first. */
export function test(name, run, weight = 5) {
  tests.push({ name, run, weight, isIdle: false });
}

/** One that does little but wait, longer than the others together: it goes beside them from the start. */
export function idleTest(name, run) {
  tests.push({ name, run, weight: 0, isIdle: true });
}
