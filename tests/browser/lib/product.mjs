// Starts the demonstration of the product and stops it again, whatever happens.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const BINARY = process.env.HOCTHI_BIN ?? `${ROOT}target/debug/hocthi`;

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

export class Product {
  /** `data`: a folder that is kept; without it the product uses a throw-away one. `settings`: of the environment. */
  static async start({ people = 60, bind = "127.0.0.1:0", data, settings = {} } = {}) {
    if (!existsSync(BINARY)) throw new Error(`${BINARY} is not there: run "cargo build" first, or name the program in HOCTHI_BIN`);
    const env = { ...process.env, RUST_LOG: process.env.RUST_LOG ?? "warn" };
    for (const name of Object.keys(env)) if (name.startsWith("HOCTHI_") || name === "DATABASE_URL") delete env[name];
    if (data) env.HOCTHI_DATA = data;
    Object.assign(env, settings);
    const child = spawn(BINARY, ["demo", "--bind", bind, "--people", String(people), "--json"], { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    const product = new Product();
    product.child = child;
    product.log = "";
    product.ended = new Promise((done) => child.once("exit", () => (running.delete(child), done())));
    child.stderr.on("data", (chunk) => (product.log = (product.log + chunk).slice(-200_000)));
    const line = await new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`the demonstration did not get ready within 120 s\n${product.log}`)), 120_000);
      createInterface(child.stdout).once("line", (text) => (clearTimeout(late), resolve(text)));
      child.once("exit", (code) => (clearTimeout(late), reject(new Error(`the demonstration ended with ${code}\n${product.log}`))));
      child.once("error", reject);
    });
    ({ address: product.address, accounts: product.accounts } = JSON.parse(line));
    product.unused = product.accounts.filter(({ username }) => username.startsWith("hocvien"));
    return product;
  }

  /** The first account with a role. */
  account(role) {
    return this.accounts.find((account) => account.role === role);
  }

  /** A trainee nobody has used yet: attempts are limited. */
  trainee() {
    const account = this.unused.shift();
    if (!account) throw new Error("no fresh trainee is left: start the demonstration with more people");
    return account;
  }

  async stop(signal = "SIGTERM") {
    this.child.kill(signal);
    const late = setTimeout(() => this.child.kill("SIGKILL"), 5_000);
    await this.ended;
    clearTimeout(late);
  }
}
