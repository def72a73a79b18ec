// Runs the script of the checking page on a file, outside a browser: `node run_browser_check.mjs check-result.js FILE`.
// Exit 0: the file stands; 1: it does not, and the code of the first fault is printed.
import { readFile } from "node:fs/promises";
import { runInThisContext } from "node:vm";

const [script, path] = process.argv.slice(2);
runInThisContext(await readFile(script, "utf8"), { filename: script });
try {
  const { skipped } = await globalThis.checkResult(await readFile(path, "utf8"), () => {}, () => {});
  if (skipped.length) throw new Error(`skipped ${skipped}`);
} catch (fault) {
  if (!fault.code) throw fault;
  console.log(fault.code);
  process.exitCode = 1;
}
